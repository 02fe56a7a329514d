import { endpoint, provider } from '../../../platform/contract/endpoint.ts'
import { declareProblems } from '../../../platform/contract/problems.ts'
import { Id, list, nullable, optional, Text, withDefault, z } from '../../../platform/contract/schema.ts'
import { listQuestion } from './list.ts'

const Question = z.strictObject(listQuestion)
const group = z.enum(['status', 'priority', 'assigned_user_id', 'company_id'])

/** A saved question to the list: the desk's own, shared by colleagues, or one's own. */
export const TicketView = z.object({
  id: Id,
  name: z.string(),
  is_system: z.boolean(),
  is_shared: z.boolean(),
  query: Question,
  columns: z.array(z.string()),
  group_by: nullable(group),
  position: z.int(),
  version: z.int(),
})
export type TicketView = z.infer<typeof TicketView>

const access = provider('tickets.view')
const columns = list(Text(32), 20)
const position = z.int().check(z.gte(0), z.lte(10_000))
const viewId = z.strictObject({ view_id: Id })

export const viewsApi = {
  listViews: endpoint({
    method: 'GET',
    path: '/tickets/views',
    access,
    summary: 'Saved views: those of the desk, shared ones, one’s own',
    response: { 200: z.object({ items: z.array(TicketView) }) },
  }),
  countViews: endpoint({
    method: 'GET',
    path: '/tickets/views/counts',
    access,
    summary:
      'How many tickets each view holds, counted up to 1 000; the first 20 views unless some are named',
    query: z.strictObject({ view_id: optional(list(Id, 20)) }),
    response: {
      200: z.object({ items: z.array(z.object({ view_id: Id, n: z.int(), capped: z.boolean() })) }),
    },
  }),
  readView: endpoint({
    method: 'GET',
    path: '/tickets/views/:view_id',
    access,
    summary: 'One saved view',
    params: viewId,
    response: { 200: TicketView },
  }),
  createView: endpoint({
    method: 'POST',
    path: '/tickets/views',
    access,
    summary: 'Save a view; shared ones need the right to set up the desk',
    body: z.strictObject({
      name: Text(60),
      query: Question,
      columns: withDefault(columns, []),
      group_by: withDefault(nullable(group), null),
      position: optional(position),
      is_shared: withDefault(z.boolean(), false),
    }),
    response: { 201: TicketView },
    location: '/tickets/views/{id}',
    problems: ['name_taken'],
  }),
  changeView: endpoint({
    method: 'PATCH',
    path: '/tickets/views/:view_id',
    access,
    summary: 'Change a saved view; position moves it to that place among those of its owner',
    params: viewId,
    body: z.strictObject({
      version: optional(z.int()),
      name: optional(Text(60)),
      query: optional(Question),
      columns: optional(columns),
      group_by: optional(nullable(group)),
      position: optional(position),
    }),
    response: { 200: TicketView },
    problems: ['name_taken', 'stale_version', 'view_is_fixed'],
  }),
  deleteView: endpoint({
    method: 'DELETE',
    path: '/tickets/views/:view_id',
    access,
    summary: 'Remove a saved view',
    params: viewId,
    response: { 204: null },
    problems: ['view_is_fixed'],
  }),
}

declareProblems({
  view_is_fixed: [409, 'This view comes with the desk', 'Save a view of your own beside it.'],
})
