import { problem } from '../../../platform/contract/problems.ts'
import { cursorAt, readCursor, type Scope, type Walk } from '../../../platform/database/index.ts'
import type { TicketMatch } from '../contract/match.ts'
import type { Sight } from './sight.ts'
import { numberOf } from './ticket.settings.ts'
import { cursorOf, isMoment } from './ticket-list.order.ts'
import type { Wanted } from './ticket-list.wanted.ts'
import { isFiltered, type SearchPage, type SearchRow, selectFound } from './ticket-search.queries.ts'
import { segmentsOf } from './ticket-search.segments.ts'
import { reachFiltered, reachFirst, type SearchPlace } from './ticket-search-call.queries.ts'

interface SearchAsked<Item> {
  wanted: Wanted
  sort: string | undefined
  limit: number
  after: string | undefined
  walk: Walk
  present: (row: SearchRow) => Item
}

/** A page of tickets that hold the words; where each of them stands, for this page alone (tickets §4.9). */
export async function searchTickets<Item>(scope: Scope, sight: Sight, asked: SearchAsked<Item>) {
  const { wanted, limit, after, walk, present } = asked
  const isRanked = asked.sort === undefined || asked.sort === 'relevance'
  const page: SearchPage = {
    limit,
    most: isRanked ? limit + 3 : reachFiltered,
    isRanked,
    from: isRanked ? placeOf(after, walk) : null,
    cursor: isRanked ? null : cursorOf(after, walk, wanted.order),
  }
  const rows = await found(scope, sight, wanted, page)
  const hits = rows.filter(({ is_end }) => !is_end)
  const shown = hits.slice(0, limit)
  const last = hits.length > limit ? shown.at(-1) : rows.find(({ is_end }) => is_end)
  return {
    items: shown.map((row) => ({ ...present(row), match: matchOf(row, wanted.named) })),
    next: last ? nextOf(walk, last) : null,
  }
}

/** Filters go through few hits first; only where these do not fill the page, through all that one page may cost. */
async function found(scope: Scope, sight: Sight, wanted: Wanted, page: SearchPage): Promise<SearchRow[]> {
  if (!page.isRanked || !isFiltered(sight, wanted)) return selectFound(scope, sight, wanted, page)
  const rows = await selectFound(scope, sight, wanted, { ...page, most: page.limit + reachFirst })
  const isShort = rows.some(({ is_end }) => is_end)
  return isShort ? selectFound(scope, sight, wanted, { ...page, most: reachFiltered }) : rows
}

const nextOf = (walk: Walk, row: SearchRow) =>
  cursorAt(walk, row.sort_1 === undefined ? [row.sort_0] : [row.sort_0, row.sort_1], row.mark_id)

function placeOf(after: string | undefined, walk: Walk): SearchPlace | null {
  const cursor = readCursor(after, walk, 2)
  if (!cursor) return null
  const [tier = '', at = ''] = cursor.values
  if (!/^[0-2]$/.test(tier) || !isMoment(at)) throw problem('invalid_cursor')
  return { tier: Number(tier), at, id: cursor.id }
}

function matchOf(row: SearchRow, named: Wanted['named']): TicketMatch {
  if (row.tier === 0) {
    const isNumber = row.id === named.ticket_id
    const text = isNumber ? numberOf(row.id) : (named.reference ?? '')
    return { field: isNumber ? 'number' : 'reference', segments: [{ text, hit: true }], is_similar: false }
  }
  if (row.found) {
    const [field, text, marked, cut] = row.found
    return {
      field: field as TicketMatch['field'],
      segments: segmentsOf(text, marked, cut),
      is_similar: false,
    }
  }
  return { field: row.tier === 3 ? 'subject' : 'other', segments: [], is_similar: row.tier === 3 }
}
