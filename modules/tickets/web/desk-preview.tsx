import { CloseButton } from '@mantine/core'
import { ErrorState, Link, Loading, RichText, Time } from '../../../platform/web/ui/index.ts'
import type { TicketItem } from '../contract.ts'
import { t } from './messages.ts'
import { ticketPath, useTicket } from './ticket.data.ts'
import { TicketPriority, TicketStatus } from './ticket-words.tsx'

const shown = 5

/** A ticket beside the list: how it stands and what was said last. Space opens and closes it. */
export function Preview({ ticket, close }: { ticket: TicketItem; close: () => void }) {
  const answer = useTicket(ticket.id)
  const { data } = answer
  return (
    <aside className="tk-preview mp-card" aria-label={t('ticket.preview.label', { number: ticket.number })}>
      <div className="tk-preview-head">
        <Link to={ticketPath(ticket)} className="tk-preview-title">
          {ticket.subject}
        </Link>
        <CloseButton size="sm" onClick={close} aria-label={t('ticket.preview.close')} />
      </div>
      <p className="mp-muted mp-small tk-flat">
        {ticket.number}
        {ticket.company && ` · ${ticket.company.name}`}
        {ticket.requester && ` · ${ticket.requester.name}`}
      </p>
      <p className="tk-byline tk-flat">
        <TicketStatus ticket={ticket} />
        <TicketPriority priority={ticket.priority} />
        <span className="mp-muted mp-small">{ticket.assignee?.name ?? t('ticket.list.unassigned')}</span>
      </p>
      {answer.isPending && <Loading rows={4} />}
      {answer.error && !data && <ErrorState problem={answer.error} retry={() => void answer.refetch()} />}
      <ol className="tk-preview-entries">
        {data?.replies.slice(-shown).map((entry) => (
          <li key={entry.id} className="tk-entry" data-kind={entry.kind} data-side={entry.side}>
            <p className="mp-small tk-flat">
              <strong>{entry.author.name}</strong>{' '}
              {entry.is_internal && <span className="mp-muted">{t('ticket.entry.internal')} </span>}
              <span className="mp-muted">
                <Time at={entry.created_at} />
              </span>
            </p>
            <RichText html={entry.body_html} />
          </li>
        ))}
      </ol>
    </aside>
  )
}
