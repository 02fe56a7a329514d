import type { ComponentProps } from 'react'
import type { StaffPart } from '../../companies/web/index.tsx'
import { statusKinds } from '../contract.ts'
import { t } from './messages.ts'
import { TicketCard } from './ticket-card.tsx'

type PartProps = ComponentProps<Awaited<ReturnType<StaffPart['part']>>['default']>

/** The newest tickets of a person of the staff directory, with or without a login. */
export default function PersonTickets({ person }: PartProps) {
  const { id, user_id, company_id } = person
  const whose = user_id === null ? { requester_staff_member_id: [id] } : { requester_user_id: [user_id] }
  const [[name, value] = []] = Object.entries(whose)
  return (
    <TicketCard
      title={t('ticket.card.of_person')}
      query={{ ...whose, company_id: [String(company_id)] }}
      path={`/tickets?status_kind=${statusKinds.join(',')}&company_id=${company_id}&${name}=${value}`}
      empty={t('ticket.card.of_person_empty')}
    />
  )
}
