import { endpoint, provider } from '../../../platform/contract/endpoint.ts'
import {
  Id,
  list,
  nullable,
  optional,
  Page,
  paging,
  Text,
  Time,
  withDefault,
  z,
} from '../../../platform/contract/schema.ts'
import { reader } from './who.ts'

const ticketId = z.strictObject({ ticket_id: Id })
const desk = provider('tickets.view')

/** Something that happened to a ticket, in words. */
export const HistoryEntry = z.object({
  id: Id,
  type: z.string(),
  label: z.string(),
  sentence: z.string(),
  actor: z.object({ kind: z.string(), id: nullable(Id), name: nullable(z.string()) }),
  changes: z.array(
    z.object({ field: z.string(), before: nullable(z.string()), after: nullable(z.string()) }),
  ),
  reply_id: nullable(Id),
  created_at: Time,
})
export type HistoryEntry = z.infer<typeof HistoryEntry>

export const presenceStates = ['viewing', 'replying', 'left'] as const
const People = z.array(z.object({ user_id: Id, name: z.string(), state: z.enum(['viewing', 'replying']) }))
const Present = z.object({ items: People })

export const historyApi = {
  history: endpoint({
    method: 'GET',
    path: '/tickets/:ticket_id/history',
    access: reader,
    summary: 'What happened to a ticket, newest first; customers read what concerns them',
    params: ticketId,
    query: z.strictObject({
      ...paging,
      type: optional(list(Text(100))),
      locale: withDefault(z.enum(['en', 'de']), 'en'),
    }),
    response: { 200: Page(HistoryEntry) },
  }),
  readPresence: endpoint({
    method: 'GET',
    path: '/tickets/:ticket_id/presence',
    access: desk,
    summary: 'Colleagues who have this ticket open, and who is replying',
    params: ticketId,
    response: { 200: Present },
  }),
  readPresences: endpoint({
    method: 'GET',
    path: '/tickets/presence',
    access: desk,
    summary: 'Who of the desk is at these tickets now; those where nobody is are left out',
    query: z.strictObject({ ticket_id: list(Id, 200) }),
    response: { 200: z.object({ items: z.array(z.object({ ticket_id: Id, people: People })) }) },
  }),
  setPresence: endpoint({
    method: 'PUT',
    path: '/tickets/:ticket_id/presence',
    access: desk,
    summary: 'I am here; forgotten after 45 seconds',
    params: ticketId,
    body: z.strictObject({ state: z.enum(presenceStates) }),
    response: { 200: Present },
  }),
}
