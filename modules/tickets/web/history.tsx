import type { ReactNode } from 'react'
import { useApi } from '../../../platform/web/client/index.ts'
import { language } from '../../../platform/web/messages/index.ts'
import { Time } from '../../../platform/web/ui/index.ts'
import type { HistoryEntry, Reply } from '../contract.ts'
import { ticketsApi } from '../contract.ts'
import { labelText, t } from './messages.ts'
import { atDesk } from './ticket.data.ts'

/** What is shown by the entries themselves is no history. */
const shownByEntries = new Set([
  'ticket.created',
  'ticket.replied',
  'ticket.noted',
  'ticket_reply.edited',
  'ticket_reply.deleted',
])

/** So many are told at once. */
export const eventsTold = 100

/** What happened to a ticket lately, newest first, live; undefined until it is known. */
export const useEvents = (ticketId: number) =>
  useApi(
    ticketsApi.history,
    { params: { ticket_id: ticketId }, query: { limit: eventsTold, locale: language } },
    { topics: [`ticket:${ticketId}`] },
  ).data?.items

/** What happened beside what was said, by the entry after which it happened; 0: before the first that is shown. */
export function useHistory(ticketId: number, entries: readonly Reply[]): ReadonlyMap<number, HistoryEntry[]> {
  const events = useEvents(ticketId) ?? []
  const folded = new Map<number, HistoryEntry[]>()
  for (const event of [...events].reverse()) {
    if (shownByEntries.has(event.type)) continue
    const at = entries.findLast(({ created_at }) => created_at <= event.created_at)?.id ?? 0
    folded.set(at, [...(folded.get(at) ?? []), event])
  }
  return folded
}

/** Changes between two entries, folded; the summary names the newest. */
export function History({ events }: { events: readonly HistoryEntry[] | undefined }) {
  const last = events?.at(-1)
  if (!events || !last) return null
  return (
    <details className="tk-history">
      <summary>
        {t('ticket.history.summary', { n: events.length, name: last.actor.name ?? t('ticket.entry.system') })}
      </summary>
      <ul>
        {events.map((event) => (
          <li key={event.id}>
            <span>{event.sentence}</span> <Changes event={event} />{' '}
            <span className="mp-muted">
              <Time at={event.created_at} />
            </span>
          </li>
        ))}
      </ul>
    </details>
  )
}

function Changes({ event }: { event: HistoryEntry }): ReactNode {
  if (event.changes.length === 0) return null
  const said = (value: string | null) => (value === null ? t('ticket.history.nothing') : labelText(value))
  return event.changes
    .filter(({ field }) => atDesk() || field !== 'assigned_user_id')
    .map(({ field, before, after }) => (
      <span key={field} className="tk-change">
        {fieldName(field)}: {said(before)} → {said(after)}
      </span>
    ))
}

const fields = {
  status: 'ticket.field.status',
  priority: 'ticket.field.priority',
  category_id: 'ticket.field.category',
  assigned_user_id: 'ticket.field.assignee',
  requester_user_id: 'ticket.field.requester',
  subject: 'ticket.field.subject',
  tags: 'ticket.field.tags',
} as const

const fieldName = (field: string): string => {
  const key = fields[field as keyof typeof fields]
  return key ? t(key) : field.replaceAll('_', ' ')
}
