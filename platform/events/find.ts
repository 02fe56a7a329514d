import { invalid } from '../contract/problems.ts'
import type { Page } from '../contract/schema.ts'
import { cursorAt, readCursor, type Scope, type Walk } from '../database/index.ts'
import { type EventFilters, isPinned, originsOf, type Window, windowOf } from './find-filters.ts'
import { type Found, readFound, readFoundById } from './find-rows.ts'
import { inOrder, inTime, type Order, type Spot, type Walked } from './find-walks.ts'

export type { EventFilters } from './find-filters.ts'
export type { Found } from './find-rows.ts'

export const eventSorts = ['-created_at', 'created_at', 'type', 'actor', 'company'] as const
export type EventSort = (typeof eventSorts)[number]

export interface EventOrder {
  sort: EventSort
  limit: number
  after?: string | undefined
}

/** Entries that one page may read, whatever it finds (companies §4.12). */
const mostRead = 20_000
/** Read at first: a page that is full by then reads no more. */
const firstRead = 1_000

/**
 * Events as this scope may see them: one page, newest first or as `order` says, along an index for each filter. With
 * several filters at most 20 000 entries are read; then the page is short and `next` goes on.
 */
export async function findEvents(
  scope: Scope,
  filters: EventFilters,
  { sort, limit, after }: EventOrder,
): Promise<Page<Found>> {
  const walk = { sort, filters: { ...filters } }
  const from = spotOf(after, walk)
  const { walked, end } = await pageOfEvents(scope, filters, sort, limit, from)
  const items = await readFound(scope, walked)
  return { items, next: end ? cursorAt(walk, end.keys, end.id) : null }
}

/** One event, as far as this scope may see it. */
export async function readEvent(scope: Scope, id: number): Promise<Found | null> {
  return (await readFoundById(scope, id)) ?? null
}

/** The ids of everything that fits, newest first; null when there are more than `most`. */
export async function findAll(
  scope: Scope,
  filters: EventFilters,
  sort: EventSort,
  most: number,
): Promise<Walked[] | null> {
  const all: Walked[] = []
  for (let from: Spot | null = null; ; ) {
    const { walked, end } = await pageOfEvents(scope, filters, sort, 5_000, from)
    all.push(...walked)
    if (all.length > most) return null
    if (!end) return all
    from = end
  }
}

interface Part {
  walked: Walked[]
  /** Where the next page begins after; null at the end. */
  end: Spot | null
}

async function pageOfEvents(
  scope: Scope,
  filters: EventFilters,
  sort: EventSort,
  limit: number,
  from: Spot | null,
): Promise<Part> {
  const origins = await originsOf(scope, filters)
  if (origins?.length === 0) return { walked: [], end: null }
  const window = windowOf(scope, filters, origins)
  if (sort === '-created_at' || sort === 'created_at' || isPinned(sort, window))
    return byTime(scope, window, sort === 'created_at' ? 'asc' : 'desc', limit, from)
  return byOrder(scope, window, sort, limit, from)
}

/** Along one index in the order of time: at first a little, then as much as a page may read. */
async function byTime(
  scope: Scope,
  window: Window,
  direction: 'asc' | 'desc',
  limit: number,
  from: Spot | null,
): Promise<Part> {
  const walked: Walked[] = []
  let spot = from
  for (const budget of [firstRead, mostRead - firstRead]) {
    const read = await inTime(scope, window, {
      direction,
      limit: limit + 1 - walked.length,
      budget,
      from: spot,
    })
    walked.push(...read.rows)
    if (walked.length > limit) return cut(walked, limit)
    if (!read.end) return { walked, end: null }
    spot = read.end
  }
  return { walked, end: spot }
}

/**
 * Along the index of the order. What is narrowed to a company, a person or a type has no index in that order: it is
 * read whole, as far as a page may read, and put in order then.
 */
async function byOrder(
  scope: Scope,
  window: Window,
  sort: Order,
  limit: number,
  from: Spot | null,
): Promise<Part> {
  const { rows, end } = await inOrder(scope, window, { sort, limit: limit + 1, budget: mostRead, from })
  if (end === 'too_many')
    throw invalid('from', 'too_small', `At most ${mostRead} entries can be put in this order: choose less.`)
  if (rows.length > limit) return cut(rows, limit)
  return { walked: rows, end }
}

function cut(walked: Walked[], limit: number): Part {
  const shown = walked.slice(0, limit)
  const last = shown.at(-1)
  return { walked: shown, end: last ? { keys: last.keys, id: last.id } : null }
}

const keysOf: Record<EventSort, number> = { '-created_at': 0, created_at: 0, type: 1, actor: 2, company: 1 }

function spotOf(after: string | undefined, walk: Walk & { sort: EventSort }): Spot | null {
  const cursor = readCursor(after, walk, keysOf[walk.sort])
  return cursor && { keys: cursor.values, id: cursor.id }
}
