import type { Scope } from '../../../../platform/database/index.ts'
import { type Composed, portalName, portalOf, type ToCompose } from '../../../notifications/server/index.ts'
import { deskSettings, numberOf } from '../ticket.settings.ts'
import { attachmentsFor } from './attached.ts'
import { htmlOf, type Letter, textOf } from './body.ts'
import { muteUrl } from './mute.ts'
import { addressesOf, isAtDesk } from './people.ts'
import { mailName, replyAddress } from './signature.ts'
import { threadHeaders } from './thread.ts'
import {
  nameThread,
  type Said,
  selectBefore,
  selectNewest,
  selectSaid,
  selectTold,
  selectWatching,
  type ToldTicket,
} from './told.queries.ts'
import { type MailWords, wordsFor } from './words.ts'

/** How mails of a kind differ. */
interface Kind {
  /** What a person said: without that entry there is no mail. */
  is_entry?: true
  /** The entry is written by a person, and the mail comes from them. */
  is_personal?: true
  /** RFC 3834: an answer to what came in. */
  is_answer?: true
  lead?: (words: MailWords, number: string, ticket: ToldTicket, to: ToCompose) => string
  /** For the desk: who asks, how urgent it is. */
  has_facts?: true
  /** The last public entry stands below. */
  shows: 'before' | 'newest' | 'nothing'
  /** What the link at the end switches off. */
  stops: 'ticket' | 'type'
}

const kinds: Record<string, Kind> = {
  'tickets.replied': { is_entry: true, is_personal: true, shows: 'before', stops: 'ticket' },
  'tickets.note_added': {
    is_entry: true,
    is_personal: true,
    lead: (words) => words.note,
    shows: 'before',
    stops: 'ticket',
  },
  'tickets.opened_for_you': { is_entry: true, is_personal: true, shows: 'nothing', stops: 'ticket' },
  'tickets.received': {
    is_entry: true,
    is_answer: true,
    lead: (words, number) => words.received(number),
    shows: 'nothing',
    stops: 'ticket',
  },
  'tickets.created': {
    is_entry: true,
    lead: (words, number) => words.created(number),
    has_facts: true,
    shows: 'nothing',
    stops: 'type',
  },
  'tickets.assigned': {
    lead: (words, number) => words.assigned(number),
    has_facts: true,
    shows: 'newest',
    stops: 'type',
  },
  'tickets.status_changed': {
    lead: (words, number, ticket) => words.status(number, words.label(ticket.status_label)),
    shows: 'nothing',
    stops: 'ticket',
  },
  'tickets.sla_warning': {
    lead: (words, number, _, to) => words.warned(number, dueAt(words, to)),
    has_facts: true,
    shows: 'newest',
    stops: 'type',
  },
  'tickets.sla_breached': {
    lead: (words, number, _, to) => words.breached(number, dueAt(words, to)),
    has_facts: true,
    shows: 'newest',
    stops: 'type',
  },
}

const dueAt = (words: MailWords, { event_data }: ToCompose) =>
  typeof event_data.due_at === 'string' ? words.time(event_data.due_at) : ''

/** A kind that says no more than the feed does. */
const plain: Kind = { has_facts: true, shows: 'nothing', stops: 'type' }

/**
 * A mail about a ticket for one recipient (tickets §4.6). Whom it goes to and when is decided by their choices
 * (notifications). What is internal goes to the desk only; an entry that was deleted meanwhile to nobody.
 */
export async function compose(scope: Scope, to: ToCompose): Promise<Composed | null> {
  const ticket = to.subject_id === null ? null : await selectTold(scope, to.subject_id)
  if (!ticket) return null
  const kind = kinds[to.event_type] ?? plain
  const said = to.part_id === null ? null : await selectSaid(scope, ticket.id, to.part_id)
  if (kind.is_entry && !said) return null
  if (said?.is_internal && !(await isAtDesk(scope, ticket.company_id, to.user_id))) return null
  return write(scope, { to, ticket, kind, said: kind.is_entry ? said : null })
}

interface Case {
  to: ToCompose
  ticket: ToldTicket
  kind: Kind
  said: Said | null
}

async function write(scope: Scope, found: Case): Promise<Composed> {
  const { to, ticket, kind, said } = found
  const portal = portalOf(scope.tx.database)
  const settings = await deskSettings(scope)
  const portal_name = await portalName(scope)
  const files = said ? await attachmentsFor(scope, ticket.id, said) : { file_ids: [], links: [] }
  const stop = await stopOf(scope, found)
  const letter: Letter = { ...(await letterOf(scope, found, portal_name)), files: files.links, stop }
  const name = mailName(portal.crypto, {
    ticket_id: ticket.id,
    part_id: to.part_id ?? 0,
    delivery_id: to.delivery_id,
  })
  const answer = replyAddress(portal.crypto, settings.reply_address_template, ticket.id)
  return {
    subject: `[${numberOf(ticket.id)}] ${ticket.mail_subject ?? (await nameThread(scope, ticket.id))}`,
    text: textOf(letter),
    html: htmlOf(letter),
    message_id: name,
    sender: { name: senderName(found, portal_name), address: settings.support_address },
    is_personal: kind.is_personal === true,
    file_ids: files.file_ids,
    headers: {
      ...(answer && { 'Reply-To': answer }),
      ...(await threadHeaders(scope, to)),
      ...automatic(kind),
      'X-MyPortal-Id': name,
      ...(stop && {
        'List-Unsubscribe': `<${stop.url}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      }),
    },
  }
}

/** A person's words are no automatic mail; but nothing should answer them by itself either. */
const automatic = (kind: Kind): Record<string, string> => ({
  'X-Auto-Response-Suppress': kind.is_personal ? 'OOF, AutoReply' : 'All',
  ...(kind.is_answer && { 'Auto-Submitted': 'auto-replied' }),
})

function senderName({ kind, said, ticket }: Case, portalName: string): string {
  if (!kind.is_personal || !said?.author_name) return portalName
  const house = said.side === 'staff' ? portalName : ticket.company_name
  return house ? `${said.author_name} (${house})` : said.author_name
}

async function letterOf(scope: Scope, { to, ticket, kind, said }: Case, portal_name: string) {
  const { portal_url } = portalOf(scope.tx.database)
  const words = wordsFor(to.locale, to.time_zone)
  const number = numberOf(ticket.id)
  return {
    words,
    lead: kind.lead?.(words, number, ticket, to) ?? (kind === plain ? to.message : null),
    facts: kind.has_facts ? factsOf(words, ticket) : [],
    said,
    link: `${portal_url}/tickets/${number}`,
    before: await beforeOf(scope, ticket, kind, said),
    portal_name,
    portal_url,
  }
}

function beforeOf(scope: Scope, ticket: ToldTicket, kind: Kind, said: Said | null): Promise<Said | null> {
  if (kind.shows === 'newest') return selectNewest(scope, ticket.id)
  return kind.shows === 'before' && said ? selectBefore(scope, ticket.id, said.id) : Promise.resolve(null)
}

const factsOf = (words: MailWords, { requester_name, company_name, priority_label }: ToldTicket) =>
  [
    [words.from, [requester_name, company_name].filter(Boolean).join(', ')],
    [words.priority, words.label(priority_label)],
  ].filter((fact): fact is [string, string] => Boolean(fact[1]))

/** The link that ends such mail: for this ticket, or for all of this kind. */
async function stopOf(
  scope: Scope,
  { to, ticket, kind }: Case,
): Promise<{ label: string; url: string } | null> {
  const words = wordsFor(to.locale, to.time_zone)
  if (kind.stops === 'type')
    return to.unsubscribe_url ? { label: words.fewer, url: to.unsubscribe_url } : null
  const who = to.user_id === null ? await watcherOf(scope, ticket.id, to.address) : { user_id: to.user_id }
  const locale = /^de\b/i.test(to.locale) ? 'de' : 'en'
  const link = who && { ticket_id: ticket.id, who, locale: locale as 'de' | 'en' }
  return link && { label: words.mute, url: muteUrl(portalOf(scope.tx.database), link) }
}

/** The row of an address, or of an entry of the directory with that address. */
async function watcherOf(scope: Scope, ticketId: number, address: string) {
  const rows = await selectWatching(scope, ticketId)
  const found = (await addressesOf(scope, rows)).find(
    ({ email }) => email?.toLowerCase() === address.toLowerCase(),
  )
  return found ? { watcher_id: found.id } : null
}
