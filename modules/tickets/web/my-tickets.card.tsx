import { t } from './messages.ts'
import { atDesk } from './ticket.data.ts'
import { TicketCard } from './ticket-card.tsx'

/** What I asked, or at the desk what is assigned to me, and is not solved. */
export default function MyTicketsCard() {
  const desk = atDesk()
  return (
    <TicketCard
      title={t(desk ? 'ticket.card.assigned_to_me' : 'ticket.card.my_open')}
      query={{ status_kind: ['open', 'pending'], mine: true }}
      path={desk ? '/tickets?assigned_user_id=me' : '/tickets?mine=true'}
      empty={t(desk ? 'ticket.card.assigned_to_me_empty' : 'ticket.card.my_open_empty')}
    />
  )
}
