import type { Scope } from '../../../platform/database/index.ts'
import type { StoredEvent } from '../../../platform/events/index.ts'
import {
  declareNotificationType,
  holdersOf,
  type NotificationType,
  type Recipient,
  watchMailOf,
  whoChose,
} from '../../notifications/server/index.ts'
import { selectTellable, selectTold, type ToldTicket, type Watcher } from './ticket.mail.queries.ts'
import { composeEntry } from './ticket.mail.ts'
import { deskSettings, numberOf } from './ticket.settings.ts'

/** A ticket with whom it can concern: customers who follow it, and the desk as far as it may see it today. */
interface Case {
  ticket: ToldTicket
  watchers: readonly Watcher[]
  desk: ReadonlySet<number>
}

async function caseOf(scope: Scope, { subject_id }: StoredEvent): Promise<Case | null> {
  const ticket = subject_id === null ? null : await selectTold(scope, subject_id)
  if (!ticket) return null
  const desk = new Set(await holdersOf(scope, 'provider', ticket.company_id, 'tickets.view'))
  return { ticket, watchers: await selectTellable(scope, ticket.id), desk }
}

/** Assignee and followers at the desk. */
function atDesk({ ticket, watchers, desk }: Case): Recipient[] {
  const followers = watchers.flatMap(({ kind, user_id }) => (kind === 'follower' ? [user_id] : []))
  return [ticket.assigned_user_id, ...followers].flatMap((user_id) =>
    user_id !== null && desk.has(user_id) ? [{ user_id }] : [],
  )
}

/** Requester and CC, with and without an account. */
const customers = ({ watchers }: Case): Recipient[] =>
  watchers.flatMap(({ kind, user_id, email, name }): Recipient[] => {
    if (kind === 'follower') return []
    if (user_id !== null) return [{ user_id }]
    return email === null ? [] : [{ email, name }]
  })

const people = (recipients: readonly Recipient[]) => recipients.filter((one) => 'user_id' in one)

/** Number and subject are all that is said: never the text of an entry. */
const about = ({ ticket }: Case, words: string) => ({
  message: `${numberOf(ticket.id)} ${words}: ${ticket.subject}`,
  link: `/tickets/${numberOf(ticket.id)}`,
  metadata: { number: numberOf(ticket.id), subject: ticket.subject },
})

type Words = Pick<NotificationType, 'event_type' | 'label' | 'description' | 'caused_by'>

const ofTicket = (
  type: Words & Partial<NotificationType>,
  tell: (
    found: Case,
    event: StoredEvent,
    scope: Scope,
  ) => Promise<{ people: Recipient[]; words: string } | null>,
): NotificationType => ({
  ...type,
  group: 'tickets',
  async about(scope, event) {
    await deskSettings(scope)
    const found = await caseOf(scope, event)
    const told = found && (await tell(found, event, scope))
    return found && told && { people: told.people, ...about(found, told.words) }
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
  mail: 'module' as const,
  compose: composeEntry,
}

const openedForYou = {
  event_type: 'tickets.opened_for_you',
  label: 'Ticket opened for you',
  description: 'The desk or a colleague opened a ticket in your name',
  caused_by: ['ticket.created'],
  default_channels: ['email'] as const,
  mail: 'module' as const,
  compose: composeEntry,
  rank: 5,
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

const givenTo = ({ type, data, provider_data }: StoredEvent): unknown =>
  type === 'ticket.assigned' ? data.to : provider_data?.assigned_user_id

declareNotificationType(
  ofTicket(created, async ({ ticket, desk }) =>
    ticket.assigned_user_id === null
      ? { people: [...desk].map((user_id) => ({ user_id })), words: 'is new' }
      : null,
  ),
  // Silent ones are for imports and for what was settled on the phone.
  ofTicket(openedForYou, async (found, { provider_data }) =>
    provider_data?.is_silent === true ? null : { people: customers(found), words: 'was opened for you' },
  ),
  ofTicket(assigned, async ({ desk }, event) => {
    const user_id = givenTo(event)
    return typeof user_id === 'number' && desk.has(user_id)
      ? { people: [{ user_id }], words: 'is yours' }
      : null
  }),
  ofTicket(replied, async (found, { data }, scope) => {
    const { ticket, desk } = found
    const isOpenToAll = data.side === 'customer' && ticket.assigned_user_id === null
    const curious = isOpenToAll ? await whoChose(scope, replied.event_type, [...desk]) : []
    const all = [...customers(found), ...atDesk(found), ...curious.map((user_id) => ({ user_id }))]
    return { people: all, words: 'has an answer' }
  }),
  ofTicket(noted, async (found) => ({ people: atDesk(found), words: 'has a note' })),
  ofTicket(moved, async (found) => ({
    people: people([...customers(found), ...atDesk(found)]),
    words: `is now “${found.ticket.status_label}”`,
  })),
)

watchMailOf(replied.event_type)
watchMailOf(openedForYou.event_type)
