import type { Scope } from '../../../../platform/database/index.ts'
import type { StoredEvent } from '../../../../platform/events/index.ts'
import {
  declareNotificationType,
  type NotificationType,
  type Recipient,
  type Telling,
  whoChose,
} from '../../../notifications/server/index.ts'
import { numberOf } from '../ticket.settings.ts'
import { isAcknowledged, toThank } from './acknowledge.ts'
import { atDesk, type Case, caseOf, customers, mayStillGo } from './case.ts'
import { compose } from './compose.ts'
import { deskOf } from './people.ts'
import { wordsFor } from './words.ts'

const german = wordsFor('de', 'UTC')

const people = (recipients: readonly Recipient[]) => recipients.filter((one) => 'user_id' in one)

/** What became of it, in English and in German. */
type Said = readonly [en: string, de: string]

/** Number and subject are all that is said: never the text of an entry. */
const about = ({ ticket }: Case, [en, de]: Said) => ({
  message: `${numberOf(ticket.id)} ${en}: ${ticket.subject}`,
  message_de: `${numberOf(ticket.id)} ${de}: ${ticket.subject}`,
  link: `/tickets/${numberOf(ticket.id)}`,
  metadata: { number: numberOf(ticket.id), subject: ticket.subject },
})

type Words = Pick<NotificationType, 'event_type' | 'label' | 'description' | 'caused_by'>

/** Every mail about a ticket is written here: its text, its thread, its link that makes the ticket silent. */
const ofTicket = (
  type: Words & Partial<NotificationType>,
  tell: (
    found: Case,
    event: StoredEvent,
    scope: Scope,
  ) => Promise<{ people: Recipient[]; words: Said; severity?: Telling['severity'] } | null>,
): NotificationType => ({
  mail: 'module',
  compose,
  mayStillGo,
  ...type,
  group: 'tickets',
  async about(scope, event) {
    const found = await caseOf(scope, event)
    const told = found && (await tell(found, event, scope))
    const part_id = event.data.reply_id ?? (event.type === 'ticket.created' ? found?.ticket.request_id : null)
    return (
      found &&
      told && {
        people: told.people,
        ...about(found, told.words),
        ...(told.severity && { severity: told.severity }),
        ...(typeof part_id === 'number' && { part_id }),
      }
    )
  },
})

const created = {
  event_type: 'tickets.created',
  label: 'New ticket',
  description: 'A customer opened a ticket that nobody works on yet',
  caused_by: ['ticket.created'],
  side: 'provider' as const,
}

const replied = {
  event_type: 'tickets.replied',
  label: 'Answer in a ticket',
  description: 'Somebody answered in a ticket that you asked, follow or work on',
  caused_by: ['ticket.replied'],
  default_channels: ['email'] as const,
}

const openedForYou = {
  event_type: 'tickets.opened_for_you',
  label: 'Ticket opened for you',
  description: 'The desk or a colleague opened a ticket in your name',
  caused_by: ['ticket.created'],
  default_channels: ['email'] as const,
  rank: 5,
}

/** Who wrote by mail or by a form hears that it arrived, and under which number. */
const received = {
  event_type: 'tickets.received',
  label: 'Your message arrived',
  description: 'You wrote to the desk by mail or by a form, and it became a ticket',
  caused_by: ['ticket.created'],
  default_channels: ['email'] as const,
  include_actor: true,
  rank: 6,
}

const assigned = {
  event_type: 'tickets.assigned',
  label: 'Ticket assigned to you',
  description: 'Somebody gave you a ticket',
  caused_by: ['ticket.assigned', 'ticket.created'],
  default_channels: ['email'] as const,
  side: 'provider' as const,
  rank: 10,
}

const noted = {
  event_type: 'tickets.note_added',
  label: 'Internal note',
  description: 'A colleague wrote a note in a ticket that you follow or work on',
  caused_by: ['ticket.noted'],
  side: 'provider' as const,
}

const moved = {
  event_type: 'tickets.status_changed',
  label: 'Status of a ticket',
  description: 'A ticket that you asked, follow or work on has another status',
  caused_by: ['ticket.status_changed', 'ticket.resolved', 'ticket.closed', 'ticket.reopened'],
  coalesce: { key: ({ subject_id }: StoredEvent) => `ticket:${subject_id}`, seconds: 60 },
}

const warned = {
  event_type: 'tickets.sla_warning',
  label: 'Promise nearly due',
  description: 'What was promised to the customer is nearly due, in a ticket of yours or one that nobody has',
  caused_by: ['ticket.sla_warned'],
  default_channels: ['email'] as const,
  side: 'provider' as const,
}

const breached = {
  event_type: 'tickets.sla_breached',
  label: 'Promise not kept',
  description: 'What was promised to the customer was not kept',
  caused_by: ['ticket.sla_breached'],
  default_channels: ['email'] as const,
  side: 'provider' as const,
}

/** Who has the ticket; where nobody has it, and when it is too late, those who manage the desk as well. */
async function answerable(scope: Scope, found: Case, isLate: boolean): Promise<Recipient[]> {
  const { ticket } = found
  if (ticket.assigned_user_id !== null && !isLate) return atDesk(found)
  const managers = await deskOf(scope, ticket.company_id, 'tickets.manage')
  return [...atDesk(found), ...managers.map((user_id) => ({ user_id }))]
}

const givenTo = ({ type, data, provider_data }: StoredEvent): unknown =>
  type === 'ticket.assigned' ? data.to : provider_data?.assigned_user_id

declareNotificationType(
  ofTicket(created, async ({ ticket, desk }) =>
    ticket.assigned_user_id === null
      ? { people: [...desk].map((user_id) => ({ user_id })), words: ['is new', 'ist neu'] }
      : null,
  ),
  // Silent ones are for imports and for what was settled on the phone.
  ofTicket(openedForYou, async (found, { data, provider_data }) =>
    provider_data?.is_silent === true
      ? null
      : {
          people: customers(found, isAcknowledged(data.source) ? 'cc' : undefined),
          words: ['was opened for you', 'wurde für Sie eröffnet'],
        },
  ),
  ofTicket(received, async (found, { data, provider_data }, scope) =>
    isAcknowledged(data.source) && provider_data?.is_silent !== true
      ? { people: await toThank(scope, found, received.event_type), words: ['arrived', 'ist angekommen'] }
      : null,
  ),
  ofTicket(assigned, async ({ desk }, event) => {
    const user_id = givenTo(event)
    return typeof user_id === 'number' && desk.has(user_id)
      ? { people: [{ user_id }], words: ['is yours', 'gehört jetzt Ihnen'] }
      : null
  }),
  ofTicket(replied, async (found, { data }, scope) => {
    const { ticket, desk } = found
    const isOpenToAll = data.side === 'customer' && ticket.assigned_user_id === null
    const curious = isOpenToAll ? await whoChose(scope, replied.event_type, [...desk]) : []
    const all = [...customers(found), ...atDesk(found), ...curious.map((user_id) => ({ user_id }))]
    return { people: all, words: ['has an answer', 'hat eine Antwort'] }
  }),
  ofTicket(warned, async (found, _, scope) => ({
    people: await answerable(scope, found, false),
    words: ['is nearly due', 'wird bald fällig'],
    severity: 'warning',
  })),
  ofTicket(breached, async (found, _, scope) => ({
    people: await answerable(scope, found, true),
    words: ['is late: a promise was not kept', 'ist zu spät: Eine Zusage wurde nicht gehalten'],
    severity: 'warning',
  })),
  ofTicket(noted, async (found) => ({ people: atDesk(found), words: ['has a note', 'hat eine Notiz'] })),
  ofTicket(moved, async (found, { provider_data }) =>
    provider_data?.is_silent === true
      ? null
      : {
          people: people([...customers(found), ...atDesk(found)]),
          words: [
            `is now “${found.ticket.status_label}”`,
            `ist jetzt „${german.label(found.ticket.status_label)}“`,
          ],
        },
  ),
)
