import { Fact, Person, Time } from '../../../platform/web/ui/index.ts'
import type { Reply, Ticket } from '../contract.ts'
import { Attachments } from './attachments.tsx'
import { t } from './messages.ts'
import { TicketPriority, TicketStatus } from './ticket-words.tsx'

/** What a customer wants to know: how it stands, who is in it, the files. */
export function CustomerFacts({ ticket, entries }: { ticket: Ticket; entries: readonly Reply[] }) {
  const files = entries.flatMap((entry) => entry.attachments)
  return (
    <div className="tk-facts">
      <Fact label={t('ticket.field.status')}>
        <TicketStatus ticket={ticket} />
      </Fact>
      <Fact label={t('ticket.field.priority')}>
        <TicketPriority priority={ticket.priority} />
      </Fact>
      {ticket.category && <Fact label={t('ticket.field.category')}>{ticket.category.name}</Fact>}
      {ticket.requester && <Fact label={t('ticket.field.requester')}>{ticket.requester.name}</Fact>}
      <Fact label={t('ticket.fact.helper')}>{ticket.assignee?.name ?? t('ticket.fact.helper_none')}</Fact>
      <People ticket={ticket} />
      <Dates ticket={ticket} />
      {files.length > 0 && (
        <Fact label={t('ticket.fact.files')}>
          <Attachments ticketId={ticket.id} files={files} previews={false} />
        </Fact>
      )}
    </div>
  )
}

/** People in copy, and at the desk those who follow. */
export function People({ ticket }: { ticket: Ticket }) {
  const others = ticket.watchers.filter((watcher) => watcher.kind !== 'requester')
  if (others.length === 0) return null
  return (
    <Fact label={t('ticket.fact.people')}>
      <ul className="tk-people">
        {others.map((watcher) => (
          <li key={`${watcher.kind} ${watcher.user_id} ${watcher.name}`}>
            <Person
              name={watcher.name}
              detail={t(watcher.kind === 'follower' ? 'ticket.fact.follower' : 'ticket.fact.cc')}
            />
          </li>
        ))}
      </ul>
    </Fact>
  )
}

export function Dates({ ticket }: { ticket: Ticket }) {
  return (
    <>
      <Fact label={t('ticket.fact.created')}>
        <Time at={ticket.created_at} />
      </Fact>
      <Fact label={t('ticket.field.updated')}>
        <Time at={'updated_at' in ticket ? ticket.updated_at : ticket.public_updated_at} />
      </Fact>
      {ticket.resolved_at && (
        <Fact label={t('ticket.fact.resolved')}>
          <Time at={ticket.resolved_at} />
        </Fact>
      )}
      {ticket.closed_at && (
        <Fact label={t('ticket.fact.closed')}>
          <Time at={ticket.closed_at} />
        </Fact>
      )}
    </>
  )
}
