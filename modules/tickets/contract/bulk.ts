import { endpoint, provider } from '../../../platform/contract/endpoint.ts'
import { declareProblems } from '../../../platform/contract/problems.ts'
import {
  Id,
  list,
  nullable,
  optional,
  RichText,
  Text,
  Time,
  withDefault,
  z,
} from '../../../platform/contract/schema.ts'
import { listQuestion } from './list.ts'

export const bulkMost = 10_000
const tags = list(Text(48), 20)

/** What is done to each of many tickets. */
export const BulkAction = z.strictObject({
  status: optional(Text(32)),
  priority: optional(Text(32)),
  assigned_user_id: optional(nullable(Id)),
  category_id: optional(nullable(Id)),
  add_tags: optional(tags),
  remove_tags: optional(tags),
  reply: optional(z.strictObject({ body: RichText(100_000), is_internal: withDefault(z.boolean(), false) })),
  /** Super administrators only, and nothing beside it. */
  delete: optional(z.literal(true)),
})
export type BulkAction = z.infer<typeof BulkAction>

const Refused = z.object({ id: Id, code: z.string() })

/** A change of many tickets, as far as it is. */
export const BulkChange = z.object({
  id: Id,
  kind: z.literal('ticket_bulk_change'),
  status: z.enum(['queued', 'running', 'done', 'failed', 'undone']),
  path: z.string(),
  action: BulkAction,
  total: z.int(),
  done: z.int(),
  skipped: z.array(Refused),
  failed: z.array(Refused),
  created_at: Time,
  finished_at: nullable(Time),
  /** Until then it can be undone; null when it cannot. */
  undo_until: nullable(Time),
  undone_at: nullable(Time),
})
export type BulkChange = z.infer<typeof BulkChange>

const access = provider('tickets.answer')
const bulkId = z.strictObject({ bulk_id: Id })

export const bulkApi = {
  changeMany: endpoint({
    method: 'POST',
    path: '/tickets/bulk',
    access,
    summary: 'Change many tickets: named ones at once, all that match a filter by a job',
    transaction: 'own',
    body: z.strictObject({
      ids: optional(list(Id, 200)),
      filter: optional(
        z.strictObject({ ...listQuestion, mine: optional(z.boolean()), view_id: optional(Id) }),
      ),
      /** How many the filter found for whoever asks; another number by more than 5 % is refused. */
      expected: optional(z.int().check(z.gte(0), z.lte(bulkMost))),
      action: BulkAction,
    }),
    response: {
      200: z.object({
        change_id: Id,
        done: z.array(Id),
        skipped: z.array(Refused),
        failed: z.array(Refused),
      }),
      202: BulkChange,
    },
    problems: ['expectation_failed'],
  }),
  listBulk: endpoint({
    method: 'GET',
    path: '/tickets/bulk',
    access,
    summary:
      'My changes of all that matched: those under way, and those of the last ten minutes; newest first',
    response: { 200: z.object({ items: z.array(BulkChange) }) },
  }),
  bulkPeople: endpoint({
    method: 'GET',
    path: '/tickets/bulk/people',
    access,
    summary: 'How many people an answer in many tickets would reach: whoever asked and is in copy, each once',
    query: z.strictObject({
      ids: optional(list(Id, 200)),
      ...listQuestion,
      mine: optional(z.boolean()),
      view_id: optional(Id),
    }),
    response: { 200: z.object({ tickets: z.int(), people: z.int() }) },
  }),
  readBulk: endpoint({
    method: 'GET',
    path: '/tickets/bulk/:bulk_id',
    access,
    summary: 'How far a change of many tickets is, and what it left as it was',
    params: bulkId,
    response: { 200: BulkChange },
  }),
  undoBulk: endpoint({
    method: 'POST',
    path: '/tickets/bulk/:bulk_id/undo',
    access,
    summary: 'Put back what nobody changed since, within 10 minutes; answers and mails stay',
    params: bulkId,
    response: { 200: BulkChange },
    problems: ['too_late', 'transition_not_allowed'],
  }),
}

declareProblems({
  expectation_failed: [409, 'There are other tickets now than you saw', 'found says how many: look again.'],
})
