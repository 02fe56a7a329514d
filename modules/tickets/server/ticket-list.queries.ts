import type { Cursor, Scope } from '../../../platform/database/index.ts'
import type { Sight } from './sight.ts'
import { type ItemRow, itemColumns, itemJoins } from './ticket.columns.ts'
import { after, type Order, orderBy, sortColumns, sortRow } from './ticket-list.order.ts'
import { ticketsWith } from './ticket-list.parts.queries.ts'
import { everything, type Source, sourcesOf } from './ticket-list.sources.ts'
import { type Statement, statement } from './ticket-list.statement.ts'
import type { Wanted } from './ticket-list.wanted.ts'

export type ListRow = ItemRow & {
  /** Of the row, or of where the walk stopped looking. */
  mark_id: number
  is_end: boolean
  sort_0: string
  sort_1?: string
} & Record<string, unknown>

/**
 * So many entries of indexes one page looks at; then it is short, and goes on at the last one looked at: a page costs the same
 * whatever the desk's size.
 */
const reach = 2_000
const leastReach = 400
export const countCap = 10_000

interface PageWanted {
  from: Cursor | null
  limit: number
}

/** One page, in one statement; where it stopped looking before it was full, the last row says so. */
export async function selectList(scope: Scope, sight: Sight, wanted: Wanted, page: PageWanted) {
  const sql = statement()
  const me = sql.value(sight.user_id, 'bigint')
  const sources = sourcesOf(scope, sight, wanted, sql)
  if (sources.length === 0) return []
  const text = `with ${pageOf(sources, wanted, page, sql)}
select ${itemColumns(sight.is_desk, me)}, m.id as mark_id, m.is_end, ${sortColumns(wanted.order, 'm')}
from marks m left join tickets t on t.id = m.id and not m.is_end ${itemJoins(sight.is_desk)}
order by m.is_end, ${orderBy(wanted.order, 'm')}`
  const { rows } = await scope.tx.run<ListRow>(text, sql.values)
  return rows
}

/** The walks merged (`page`), where the first of them stopped (`ends`), and both together (`marks`). */
function pageOf(sources: readonly Source[], wanted: Wanted, page: PageWanted, sql: Statement): string {
  const { order } = wanted
  const walks = sources.reduce((sum, source) => sum + source.walks, 0)
  const each = Math.max(leastReach, Math.floor(reach / walks))
  const start = after(order, page.from, sql)
  const end = `order by ${orderBy(order)} limit ${page.limit + 1}`
  const [only] = sources
  if (only && walks === 1 && only.outside.length > 0)
    return lookedAlong(only, wanted, { ...page, start, each }, sql)
  const merged = union(sources.map((source) => walkOf(source, wanted, { start, most: page.limit + 1, each })))
  const columns = ['id', ...order.columns].join(', ')
  const rows = `select ${columns}, false as is_end from page`
  const bounded = sources.filter(({ outside }) => outside.length > 0)
  if (bounded.length === 0) return `page as materialized (${merged} ${end}), marks as (${rows})`

  const stops = union(bounded.map((source) => stopOf(source, wanted, { start, each })))
  const ends = `ends as materialized (select ${columns} from (${stops}) t order by ${orderBy(order)} limit 1)`
  // Of several walks only what lies before the first stop is known to be complete.
  const isBefore = `not exists (select from ends e where ${sortRow(order, 't')} ${order.direction === 'desc' ? '<' : '>'} ${sortRow(order, 'e')})`
  const whole = walks > 1 ? `select t.* from (${merged}) t where ${isBefore} ${end}` : `${merged} ${end}`
  return `${ends}, page as materialized (${whole}),
marks as (${rows} union all select ${columns}, true from ends where (select count(*) from page) <= ${page.limit})`
}

interface Looked extends PageWanted {
  start: string[]
  each: number
}

/** A tag of so few tickets is looked through whole. */
const fewTagged = 500

/**
 * One walk, along which everything is looked at once and in order, as far as the page needs it. A limit that the planner
 * does not know makes it walk along the index in place of sorting a whole company.
 */
function lookedAlong(source: Source, wanted: Wanted, { start, each, limit }: Looked, sql: Statement): string {
  const names = ['id', ...wanted.order.columns].join(', ')
  const place = placeOf(wanted.order)
  const where = [...source.inside, ...start]
  const end = `order by ${orderBy(wanted.order)} limit (select ${each})`
  const [tag] = wanted.tags
  const along = `select ${place}, (${source.outside.join(' and ')}) as is_hit from tickets t where ${where.join(' and ')}`
  const found = `select ${place}, true as is_hit from tickets t where ${[...where, ...source.outside].join(' and ')}`
  const isFew = `(select count(*) from tagged) <= ${fewTagged}`
  const both = `(select t.* from tagged g cross join lateral (${found} and t.id = g.ticket_id offset 0) t where ${isFew} ${end})
    union all (${along} and not ${isFew} ${end})`
  return `${tag === undefined ? '' : `tagged as materialized (${ticketsWith(tag, sql)} limit ${fewTagged + 1}),`}
looked as materialized (${lateral(source, tag === undefined ? `${along} ${end}` : both)}),
page as materialized (select ${names} from looked where is_hit limit ${limit + 1}),
marks as (select ${names}, false as is_end from page union all (select ${names}, true from looked
  where (select count(*) from page) <= ${limit} offset ${each - 1} limit 1))`
}

const union = (all: readonly string[]) =>
  `select t.* from (${all.map((one) => `(${one})`).join(' union all ')}) t`

interface Walked {
  start: string[]
  each: number
}

/** Somebody may have thousands, which no plan for everybody expects: a limit that it does not know makes it walk along the index. */
function walkOf(source: Source, { order }: Wanted, { start, most, each }: Walked & { most: number }): string {
  const from = `from tickets t where ${[...source.inside, ...start].join(' and ')}`
  const ordered = `order by ${orderBy(order)}`
  const place = placeOf(order)
  const along =
    source.outside.length === 0
      ? `select ${place} ${from} ${ordered} limit ${source.is_in_order ? `(select ${most})` : most}`
      : `select ${place} from (select t.* ${from} ${ordered} limit ${each}) t where ${source.outside.join(' and ')} ${ordered} limit ${most}`
  return lateral(source, along)
}

function stopOf(source: Source, { order }: Wanted, { start, each }: Walked): string {
  const from = `from tickets t where ${[...source.inside, ...start].join(' and ')}`
  return lateral(
    source,
    `select ${placeOf(order)} ${from} order by ${orderBy(order)} offset ${each - 1} limit 1`,
  )
}

/** What a walk is ordered by, and nothing else: an index alone may answer it. */
const placeOf = ({ columns }: Order) => ['id', ...columns].map((column) => `t.${column}`).join(', ')

const lateral = ({ over }: Source, walk: string) =>
  over === null ? walk : `select t.* from ${over} cross join lateral (${walk}) t`

/** How many there are, counted up to `most` and one more. */
export async function countList(
  scope: Scope,
  sight: Sight,
  wanted: Wanted,
  most = countCap,
): Promise<number> {
  const sql = statement()
  const { rows } = await scope.tx.run<{ n: number }>(counting(scope, sight, wanted, most, sql), sql.values)
  return rows[0]?.n ?? 0
}

/** The statement of a count, also as a part of a greater one. */
export const counting = (scope: Scope, sight: Sight, wanted: Wanted, most: number, sql: Statement) =>
  `select count(*)::int as n from (select from tickets t
where ${everything(scope, sight, wanted, sql).join(' and ')} limit ${most + 1}) counted`

/** The ids of all that match, `most` and one more at most. */
export async function selectMatching(
  scope: Scope,
  sight: Sight,
  wanted: Wanted,
  most: number,
): Promise<number[]> {
  const sql = statement()
  const text = `select t.id from tickets t where ${everything(scope, sight, wanted, sql).join(' and ')}
order by t.id limit ${most + 1}`
  const { rows } = await scope.tx.run<{ id: number }>(text, sql.values)
  return rows.map(({ id }) => id)
}
