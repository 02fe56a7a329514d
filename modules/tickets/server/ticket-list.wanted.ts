import type { Received } from '../../../platform/contract/endpoint.ts'
import { invalid } from '../../../platform/contract/problems.ts'
import type { ticketsApi } from '../contract.ts'
import type { Sight } from './sight.ts'
import { type Order, orderOf } from './ticket-list.order.ts'
import type { Query } from './ticket-list.question.ts'

export type Asked = Received<NonNullable<typeof ticketsApi.list.query>>
/** What narrows and orders a list; where its page begins and ends is another matter. */
export type Filters = Omit<Asked, 'limit' | 'after' | 'count' | 'view_id'>

/** Any of these ids, or nothing at all; both empty: whatever it is. */
export interface Choice {
  ids: readonly number[]
  none: boolean
}

export interface Range {
  column: 'created_at' | 'updated_at' | 'public_updated_at' | 'resolved_at' | 'next_due_at'
  /** An instant, or a day where the caller is; inclusive. */
  from: string | undefined
  /** Exclusive. */
  to: string | undefined
}

/** What a list asks for, as the service understood it. */
export interface Wanted {
  order: Order
  status_kinds: readonly string[]
  statuses: readonly string[]
  priorities: readonly string[]
  sources: readonly string[]
  module_slugs: readonly string[]
  sla_states: readonly string[]
  /** All of them. */
  tags: readonly string[]
  companies: Choice
  categories: Choice
  assignees: Choice
  requester_ids: readonly number[]
  /** Of the directory. */
  requester_staff_ids: readonly number[]
  watching: boolean | undefined
  needs_answer: boolean | undefined
  has_attachments: boolean | undefined
  ranges: readonly Range[]
  words: readonly string[]
  without: readonly string[]
  /** The last word may go on. */
  prefix: boolean
  /** Found by their numbers as well. */
  named: Pick<Query, 'ticket_id' | 'reference'>
}

/** What customers may narrow by (tickets §3); everything else is the desk's. */
const forCustomers = new Set<keyof Asked>([
  'limit',
  'after',
  'count',
  'status_kind',
  'category_id',
  'company_id',
  'requester_user_id',
  'requester_staff_member_id',
  'mine',
  'created_from',
  'created_to',
  'q',
  'sort',
])
const deskSorts = new Set(['-priority', 'next_due_at', 'needs_answer_since'])

/** 422 for filters and orders that only the desk has. */
export function refuseForeign(sight: Sight, asked: Asked): void {
  if (sight.is_desk) return
  const given = Object.keys(asked) as (keyof Asked)[]
  const strange = given.find((name) => asked[name] !== undefined && !forCustomers.has(name))
  if (strange) throw invalid(strange, 'not_allowed', 'Only the desk can narrow by this.')
  if (deskSorts.has(asked.sort ?? ''))
    throw invalid('sort', 'not_one_of', 'This is none of the possible values.')
}

export function wantedOf(sight: Sight, asked: Filters, question: Query): Wanted {
  const isByPriority = asked.sort === '-priority'
  const kinds = asked.status_kind ?? []
  const isAnyStatus = kinds.length + (asked.status?.length ?? 0) === 0
  return {
    order: orderOf(orderAsked(asked.sort), sight.is_desk),
    // By priority means the work that is waiting: the index holds nothing else.
    status_kinds: isByPriority && isAnyStatus ? ['open', 'pending'] : [...new Set(kinds)].sort(),
    statuses: parts(asked.status),
    priorities: parts(asked.priority),
    sources: asked.source ?? [],
    module_slugs: parts(asked.module_slug),
    sla_states: asked.sla_state ?? [],
    tags: (asked.tag ?? []).flatMap((tag) => tag.split(',')).map((tag) => tag.trim().toLowerCase()),
    companies: choiceOf(asked.company_id),
    categories: choiceOf(asked.category_id),
    assignees: choiceOf(asked.mine && sight.is_desk ? ['me'] : asked.assigned_user_id, sight.user_id),
    requester_ids: asked.requester_user_id ?? [],
    requester_staff_ids: asked.requester_staff_member_id ?? [],
    watching: asked.watching,
    needs_answer: asked.needs_answer,
    has_attachments: asked.has_attachments,
    ranges: rangesOf(asked),
    words: question.words,
    without: question.without,
    prefix: question.prefix,
    named: question,
  }
}

const orderAsked = (sort: Filters['sort']) =>
  sort === undefined || sort === 'relevance' ? '-updated_at' : sort

const parts = (values: readonly string[] | undefined) => (values ?? []).flatMap((value) => value.split(','))

/** `null` is nothing; `me` is whoever asks, and nobody where no person asks. */
function choiceOf(values: readonly string[] | undefined, me: number | null = null): Choice {
  const all = parts(values)
  const ids = all.filter((one) => one !== 'null').map((one) => (one === 'me' ? (me ?? 0) : Number(one)))
  return { ids: [...new Set(ids)], none: all.includes('null') }
}

function rangesOf(asked: Filters): Range[] {
  const range = (column: Range['column'], from: string | undefined, to: string | undefined): Range[] =>
    from === undefined && to === undefined ? [] : [{ column, from, to }]
  return [
    ...range('created_at', asked.created_from, asked.created_to),
    ...range('updated_at', asked.updated_from, asked.updated_to),
    ...range('resolved_at', asked.resolved_from, asked.resolved_to),
    ...range('next_due_at', asked.next_due_from, asked.next_due_to),
  ]
}
