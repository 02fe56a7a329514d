import { skipToken, useQuery } from '@tanstack/react-query'
import { api, isProvider, keyOf, queryClient, useApi } from '../../../platform/web/client/index.ts'
import { useLive } from '../../../platform/web/live/index.ts'
import type { CustomerTicketItem, DeskTicket, Reply, Ticket, TicketItem } from '../contract.ts'
import { ticketsApi } from '../contract.ts'

/** A ticket of the list, as the desk or a customer gets it. */
export type ListedTicket = TicketItem | CustomerTicketItem

/** When it last changed, as far as this person sees it. */
export const changedAt = (ticket: ListedTicket | Ticket) =>
  'updated_at' in ticket ? ticket.updated_at : ticket.public_updated_at

/** The page of a ticket. */
export const ticketPath = (ticket: { number: string }) => `/tickets/${ticket.number}`

/** `T-1042` and `1042` are the same ticket; null for what is no number. */
export function ticketIdOf(number: string): number | null {
  const digits = /^(?:[A-Z0-9-]{0,5}[A-Z-])?(\d{1,15})$/i.exec(number)?.[1]
  return digits && Number(digits) > 0 ? Number(digits) : null
}

/** Statuses, priorities, categories and people to choose from. */
export const useOptions = () => useApi(ticketsApi.options, {}, { staleTime: 60_000 }).data

/** Who may be given a ticket of this company; null: of no company, undefined: of any. */
export function useAssignees(enabled: boolean, companyId: number | null | undefined) {
  const query = companyId === null ? { no_company: true } : companyId ? { company_id: companyId } : {}
  return useApi(ticketsApi.options, { query }, { enabled, staleTime: 60_000 }).data?.assignees ?? []
}

const requestFor = (ticket_id: number) => ({ params: { ticket_id } })

/** One ticket with its newest entries, live. */
export function useTicket(id: number) {
  const topics = [`ticket:${id}`]
  const { data, error, isPending, refetch } = useApi(ticketsApi.read, requestFor(id), { topics })
  // A ticket that is not for this person is no topic: the stream would be refused as a whole.
  useLive(data ? topics : [])
  return { data: data && withMeanwhile(data), error, isPending, refetch }
}

const meanwhile = new Map<number, readonly Partial<DeskTicket>[]>()

/** Shows a change before its answer is there, whatever else is answered meanwhile; call what it returns then. */
export function showMeanwhile(ticket: DeskTicket, shown: Partial<DeskTicket>): () => void {
  const { id } = ticket
  meanwhile.set(id, [...(meanwhile.get(id) ?? []), shown])
  putTicket(ticket)
  return () =>
    void meanwhile.set(
      id,
      (meanwhile.get(id) ?? []).filter((one) => one !== shown),
    )
}

function withMeanwhile(ticket: Ticket): Ticket {
  const waiting = meanwhile.get(ticket.id) ?? []
  return waiting.length > 0 ? Object.assign({}, ticket, ...waiting) : ticket
}

/** Shows this state of the ticket at once; an older answer on its way is dropped. */
export function putTicket(ticket: Ticket): void {
  const queryKey = keyOf(ticketsApi.read, requestFor(ticket.id))
  void queryClient.cancelQueries({ queryKey })
  queryClient.setQueryData(queryKey, withMeanwhile(ticket))
}

/** What the page knows of the ticket now. */
export const ticketNow = (id: number) =>
  queryClient.getQueryData<Ticket>(keyOf(ticketsApi.read, requestFor(id)))

/** Entries before one, or the newest, oldest first. */
export const readEarlier = (
  ticketId: number,
  before?: number,
): Promise<{ items: Reply[]; earlier: number }> =>
  api(ticketsApi.listReplies, { params: { ticket_id: ticketId }, query: before ? { before } : {} })

/** One entry, as it stands now. */
export const readEntry = (ticket_id: number, reply_id: number): Promise<Reply> =>
  api(ticketsApi.readReply, { params: { ticket_id, reply_id } })

const shownKey = ['tickets shown last']

interface Shown {
  numbers: readonly string[]
  /** Where the list stands. */
  path: string
}

/** Remembers the rows of the list, so that `[` and `]` walk through them, and where it was. */
export const rememberShown = (shown: Shown) => queryClient.setQueryData(shownKey, shown)

/** The tickets before and after this one in the list that was shown last. */
export function useNeighbours(number: string) {
  const { data } = useQuery<Shown>({ queryKey: shownKey, queryFn: skipToken })
  const at = data?.numbers.indexOf(number) ?? -1
  const list = data?.path ?? '/tickets'
  return at < 0 ? { list } : { list, previous: data?.numbers[at - 1], next: data?.numbers[at + 1] }
}

/** The desk's shape of a ticket, with all that customers do not know of. */
export const isDeskTicket = (ticket: Ticket): ticket is DeskTicket => 'status' in ticket

/** Works at the desk: statuses, notes and assignees are for them. */
export const atDesk = isProvider
