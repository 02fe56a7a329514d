import type { Received } from '../../../platform/contract/endpoint.ts'
import { invalid } from '../../../platform/contract/problems.ts'
import { type Cursor, pageOf, type Scope, type Walk } from '../../../platform/database/index.ts'
import type { ticketsApi } from '../contract.ts'
import { type Sight, sightOf } from './sight.ts'
import { deskSettings } from './ticket.settings.ts'
import { itemOf } from './ticket.shape.ts'
import type { Wanted } from './ticket-list.conditions.ts'
import { cursorOf, orderOf } from './ticket-list.order.ts'
import {
  countCap,
  countList,
  isBounded,
  type ListRow,
  selectList,
  selectListed,
  selectReach,
} from './ticket-list.queries.ts'
import { type Query, readQuestion } from './ticket-list.question.ts'

type Asked = Received<NonNullable<typeof ticketsApi.list.query>>
type Filters = Omit<Asked, 'limit' | 'after' | 'count'>

/** A page of tickets: all of the allowed customers for the desk, the company's or one's own for customers. */
export async function findTickets(scope: Scope, asked: Asked) {
  await deskSettings(scope)
  const sight = sightFor(scope, asked)
  const question = readQuestion(asked.q)
  const wanted = wantedOf(sight, asked, question)
  const { limit, after, count, ...filters } = asked
  const walk: Walk = { sort: asked.sort, filters }
  const from = cursorOf(after, walk, wanted.order)

  const first = question.ticket_id && (await selectListed(scope, sight, wanted, question.ticket_id))
  const isShownFirst = first && from === null
  const rows = await rest(
    scope,
    sight,
    { ...wanted, except_id: first ? first.id : null },
    {
      from,
      limit: isShownFirst ? Math.max(limit - 1, 1) : limit,
      walk,
    },
  )
  const items = isShownFirst ? [itemOf(first), ...rows.items] : rows.items
  if (!count) return { items, next: rows.next }
  const total = await countList(scope, sight, wanted)
  return { items, next: rows.next, total: Math.min(total, countCap), total_capped: total > countCap }
}

interface PageAsked {
  from: Cursor | null
  limit: number
  walk: Walk
}

async function rest(scope: Scope, sight: Sight, wanted: Wanted, { from, limit, walk }: PageAsked) {
  const rows = await selectList(scope, sight, wanted, { from, limit: limit + 1 })
  const valuesOf = (row: Pick<ListRow, 'sort_0' | 'sort_1'>) =>
    wanted.order.columns.length === 2 ? [row.sort_0, row.sort_1 ?? ''] : [row.sort_0]
  const page = pageOf(rows, limit, walk, valuesOf, itemOf)
  if (page.next !== null || !isBounded(scope, sight, wanted)) return page

  const end = await selectReach(scope, wanted, from)
  return end ? { ...page, next: pageOf([end, end], 1, walk, valuesOf, () => null).next } : page
}

/** What is one's own is found along other indexes, so "mine" is a narrower sight; at the desk it is a filter. */
function sightFor(scope: Scope, asked: Asked): Sight {
  const sight = sightOf(scope)
  return asked.mine && !sight.is_desk ? { ...sight, sees_all: false } : sight
}

function wantedOf(sight: Sight, asked: Filters, question: Query): Wanted {
  const isByPriority = asked.sort === '-priority'
  const kinds = asked.status_kind ?? []
  const isAnyStatus = kinds.length + (asked.status?.length ?? 0) === 0
  return {
    order: orderOf(asked.sort, sight.is_desk),
    // By priority means the work that is waiting: the index holds nothing else.
    status_kinds: isByPriority && isAnyStatus ? ['open', 'pending'] : [...new Set(kinds)].sort(),
    statuses: asked.status ?? [],
    priorities: asked.priority ?? [],
    company_ids: asked.company_id ?? [],
    assigned_user_id: assigneeOf(sight, asked),
    needs_answer: sight.is_desk ? asked.needs_answer : undefined,
    words: question.words,
    without: question.without,
    reference: sight.is_desk ? question.reference : null,
    except_id: null,
  }
}

function assigneeOf(sight: Sight, asked: Filters): number | null | undefined {
  if (!sight.is_desk) return undefined
  if (asked.mine || asked.assigned_user_id === 'me') return sight.user_id ?? 0
  if (asked.assigned_user_id === undefined) return undefined
  if (asked.assigned_user_id === 'null') return null
  if (/^[1-9]\d{0,15}$/.test(asked.assigned_user_id)) return Number(asked.assigned_user_id)
  throw invalid('assigned_user_id', 'bad_format', 'An id, me or null.')
}

/** How many tickets the caller sees, of these kinds if any are named; counted up to 10 001. */
export function countTickets(scope: Scope, kinds: Asked['status_kind'] = []): Promise<number> {
  const sight = sightOf(scope)
  const asked: Filters = { sort: '-updated_at', status_kind: kinds }
  return countList(scope, sight, wantedOf(sight, asked, readQuestion(undefined)))
}
