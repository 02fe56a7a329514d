import { Fact, Time } from '../../../platform/web/ui/index.ts'
import type { Ticket } from '../contract.ts'
import { FactsFold } from './facts-fold.tsx'
import { Files } from './files-fact.tsx'
import { t } from './messages.ts'
import { People } from './people-fact.tsx'
import { TicketPriority, TicketStatus } from './ticket-words.tsx'

/** What a customer wants to know: how it stands, who is in it, the files. */
export function CustomerFacts({ ticket }: { ticket: Ticket }) {
  return (
    <FactsFold ticket={ticket}>
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
      <Files ticket={ticket} />
    </FactsFold>
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
