import './tickets.css'
import './ticket-list.css'
import './desk-bar.css'
import { CustomerTickets } from './customer-list.tsx'
import { DeskTickets } from './desk-list.tsx'
import { atDesk } from './ticket.data.ts'

/** The desk's tickets, or a customer's. */
export default function TicketsPage() {
  return atDesk() ? <DeskTickets /> : <CustomerTickets />
}
