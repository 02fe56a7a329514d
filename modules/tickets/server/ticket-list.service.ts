import { cursorAt, type Scope, type Walk } from '../../../platform/database/index.ts'
import type { CustomerTicketItem, TicketItem } from '../contract.ts'
import { type Sight, sightOf } from './sight.ts'
import type { ItemRow } from './ticket.columns.ts'
import { deskSettings } from './ticket.settings.ts'
import { customerItemOf, itemOf } from './ticket.shape.ts'
import { cursorOf } from './ticket-list.order.ts'
import { countCap, countList, type ListRow, selectList } from './ticket-list.queries.ts'
import { readQuestion } from './ticket-list.question.ts'
import { type Asked, type Filters, refuseForeign, type Wanted, wantedOf } from './ticket-list.wanted.ts'
import { searchTickets } from './ticket-search.service.ts'
import { isSearch } from './ticket-search-call.queries.ts'
import { questionOfView } from './view.service.ts'

type Item = TicketItem | CustomerTicketItem

/** A page of tickets: all of the allowed customers for the desk, the company's or one's own for customers. */
export async function findTickets(scope: Scope, asked: Asked) {
  const settings = await deskSettings(scope)
  const { limit, after, count, view_id, ...given } = asked
  const sight = sightFor(scope, given)
  refuseForeign(sight, asked)
  const filters = view_id === undefined ? given : await questionOfView(scope, view_id, given)
  const question = readQuestion(filters.q)
  const wanted = wantedOf(sight, filters, question)
  const walk: Walk = { sort: filters.sort ?? '', filters }
  const present = (row: ItemRow): Item => (sight.is_desk ? itemOf(row) : customerItemOf(row, settings))
  const page = isSearch(wanted)
    ? await searchTickets(scope, sight, { wanted, sort: filters.sort, limit, after, walk, present })
    : await listed(scope, sight, { wanted, limit, after, walk, present })
  if (!count) return page
  const total = await countList(scope, sight, wanted)
  return { ...page, total: Math.min(total, countCap), total_capped: total > countCap }
}

/** A page of one company's tickets, as far as the caller sees them; for other modules. */
export const ticketsOf = (scope: Scope, companyId: number, asked: Asked) =>
  findTickets(scope, { ...asked, company_id: [String(companyId)] })

/** How many tickets that list has, counted up to `most` and one more. */
export async function countFound(scope: Scope, asked: Asked, most: number): Promise<number> {
  const { limit: _, after: __, count: ___, view_id, ...given } = asked
  const sight = sightFor(scope, given)
  refuseForeign(sight, asked)
  const filters = view_id === undefined ? given : await questionOfView(scope, view_id, given)
  return countList(scope, sight, wantedOf(sight, filters, readQuestion(filters.q)), most)
}

interface PageAsked {
  wanted: Wanted
  limit: number
  after: string | undefined
  walk: Walk
  present: (row: ItemRow) => Item
}

async function listed(scope: Scope, sight: Sight, { wanted, limit, after, walk, present }: PageAsked) {
  const from = cursorOf(after, walk, wanted.order)
  const page = cut(await selectList(scope, sight, wanted, { from, limit }), limit, walk, wanted)
  return { items: page.rows.map(present), next: page.next }
}

/** A full page goes on after its last row, a short one where the walk stopped looking, if it did. */
function cut(rows: ListRow[], limit: number, walk: Walk, { order }: Wanted) {
  const found = rows.filter(({ is_end }) => !is_end)
  const last = found.length > limit ? found[limit - 1] : rows.find(({ is_end }) => is_end)
  const values = last && (order.columns.length === 2 ? [last.sort_0, last.sort_1 ?? ''] : [last.sort_0])
  return {
    rows: found.slice(0, limit),
    next: last && values ? cursorAt(walk, values, last.mark_id) : null,
  }
}

/** What is one's own is found along other indexes, so "mine" is a narrower sight; at the desk it is a filter. */
export function sightFor(scope: Scope, asked: Filters): Sight {
  const sight = sightOf(scope)
  return asked.mine && !sight.is_desk ? { ...sight, sees_all: false } : sight
}

/** How many tickets the caller sees, of these kinds if any are named; counted up to 10 001. */
export function countTickets(scope: Scope, kinds: Asked['status_kind'] = []): Promise<number> {
  const sight = sightOf(scope)
  return countList(scope, sight, wantedOf(sight, { status_kind: kinds }, readQuestion(undefined)))
}
