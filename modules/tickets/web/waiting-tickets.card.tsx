import { t } from './messages.ts'
import { atDesk } from './ticket.data.ts'
import { TicketCard } from './ticket-card.tsx'

/** At the desk what customers wait for; for customers what waits for them. */
export default function WaitingTicketsCard() {
  return atDesk() ? (
    <TicketCard
      title={t('ticket.card.needs_answer')}
      query={{ status_kind: ['open', 'pending'], needs_answer: true, sort: 'updated_at' }}
      path="/tickets?needs_answer=true"
      empty={t('ticket.card.needs_answer_empty')}
    />
  ) : (
    <TicketCard
      title={t('ticket.card.waits_for_you')}
      query={{ status_kind: ['pending'], mine: true }}
      path="/tickets?status_kind=pending&mine=true"
    />
  )
}
