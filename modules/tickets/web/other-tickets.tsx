import { useApi } from '../../../platform/web/client/index.ts'
import { Fact, Link } from '../../../platform/web/ui/index.ts'
import type { DeskTicket } from '../contract.ts'
import { ticketsApi } from '../contract.ts'
import { t } from './messages.ts'
import { ticketPath } from './ticket.data.ts'
import { TicketStatus } from './ticket-words.tsx'

/** What else the requester asked lately; a failure here leaves the rest as it is. */
export function OtherTickets({ ticket }: { ticket: DeskTicket }) {
  const { requester } = ticket
  if (!requester?.id) return null
  return (
    <TicketsOf
      userId={requester.id}
      except={ticket.id}
      label={t('ticket.fact.other_tickets', { name: requester.name })}
    />
  )
}

interface TicketsOfProps {
  userId: number
  except?: number
  label: string
  empty?: string
}

/** The newest three tickets of a person. */
export function TicketsOf({ userId, except, label, empty }: TicketsOfProps) {
  const query = { requester_user_id: [userId], limit: 4 }
  const { data } = useApi(ticketsApi.list, { query }, { staleTime: 30_000 })
  const others = (data?.items ?? []).filter(({ id }) => id !== except).slice(0, 3)
  if (!data || (others.length === 0 && !empty)) return null
  return (
    <Fact label={label}>
      {others.length === 0 && <span className="mp-muted">{empty}</span>}
      <ul className="tk-others">
        {others.map((one) => (
          <li key={one.id}>
            <Link to={ticketPath(one)}>
              {one.number} {one.subject}
            </Link>
            <TicketStatus ticket={one} />
          </li>
        ))}
      </ul>
    </Fact>
  )
}
