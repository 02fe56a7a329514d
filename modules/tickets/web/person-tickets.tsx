import type { ComponentProps } from 'react'
import type { StaffPart } from '../../companies/web/index.tsx'
import { statusKinds } from '../contract.ts'
import { t } from './messages.ts'
import { TicketCard } from './ticket-card.tsx'

type PartProps = ComponentProps<Awaited<ReturnType<StaffPart['part']>>['default']>

/** The newest tickets of a person of the staff directory; who has no login has none. */
export default function PersonTickets({ person }: PartProps) {
  if (person.user_id === null) return null
  return (
    <TicketCard
      title={t('ticket.card.of_person')}
      query={{ requester_user_id: [person.user_id], company_id: [String(person.company_id)] }}
      path={`/tickets?status_kind=${statusKinds.join(',')}&company_id=${person.company_id}&requester_user_id=${person.user_id}`}
      empty={t('ticket.card.of_person_empty')}
    />
  )
}
