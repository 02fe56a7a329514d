import type { RequestOf } from '../../../platform/web/client/index.ts'
import { useApi } from '../../../platform/web/client/index.ts'
import { useLive } from '../../../platform/web/live/index.ts'
import { ErrorState, Link, Loading, Time } from '../../../platform/web/ui/index.ts'
import { ticketsApi } from '../contract.ts'
import type { ListedTicket } from './ticket.data.ts'
import './tickets.css'
import { t } from './messages.ts'
import { atDesk, changedAt, ticketPath } from './ticket.data.ts'
import { TicketStatus } from './ticket-words.tsx'

type ListRequest = typeof ticketsApi.list extends import('../../../platform/contract/endpoint.ts').Endpoint<
  infer P,
  infer Q,
  infer B,
  infer _
>
  ? RequestOf<P, Q, B>
  : never

interface TicketCardProps {
  title: string
  query: NonNullable<ListRequest['query']>
  /** The list with all of them. */
  path: string
  /** What stands there when there are none; without it the card is not drawn then. */
  empty?: string
}

/** A card of the Home page: the first five of a list. */
export function TicketCard({ title, query, path, empty }: TicketCardProps) {
  useLive(['tickets'])
  const answer = useApi(ticketsApi.list, { query: { ...query, limit: 5 } }, { topics: ['tickets'] })
  const { data, error } = answer
  if (data?.items.length === 0 && !empty) return null
  return (
    <section className="mp-card" aria-label={title}>
      <div className="tk-card-head">
        <h2>{title}</h2>
        {data && data.items.length > 0 && (
          <Link to={path} className="mp-small">
            {data.next ? t('tickets.show_all') : t('tickets.open_list')}
          </Link>
        )}
      </div>
      {answer.isPending && <Loading rows={3} />}
      {error && !data && <ErrorState problem={error} retry={() => void answer.refetch()} />}
      {data?.items.length === 0 && <p className="mp-muted">{empty}</p>}
      <ul className="tk-card-list">
        {data?.items.map((ticket) => (
          <CardRow key={ticket.id} ticket={ticket} />
        ))}
      </ul>
    </section>
  )
}

function CardRow({ ticket }: { ticket: ListedTicket }) {
  const whose = atDesk() ? (ticket.company?.name ?? ticket.requester?.name) : null
  return (
    <li>
      <Link to={ticketPath(ticket)} className="tk-card-row">
        <span className="tk-card-subject" data-unread={ticket.is_unread || undefined}>
          {ticket.subject}
        </span>
        <TicketStatus ticket={ticket} />
        <span className="tk-card-facts mp-muted mp-small">
          {ticket.number}
          {whose && ` · ${whose}`} · <Time at={changedAt(ticket)} />
        </span>
      </Link>
    </li>
  )
}
