import type { Scope } from '../database/index.ts'
import { type Statement, statement, type Window } from './find-filters.ts'

/** An entry that was found: where it stands, and the values of the order's columns. */
export interface Walked {
  id: number
  /** PostgreSQL's own text, to the microsecond: it leads to the row's part of the stream. */
  created_at: string
  keys: string[]
}

/** A place in an order: after this entry. '' stands for no value. */
export interface Spot {
  keys: string[]
  id: number
}

export type Order = 'type' | 'actor' | 'company'

interface Ask {
  limit: number
  /** Entries that may be read. */
  budget: number
  from: Spot | null
}

interface Row extends Record<string, unknown> {
  id: number | null
  at: string | null
  keys: string[] | null
  cut: number | null
  cut_keys?: string[] | null
}

/** Room for transactions that were open at that moment. */
const slack = '10 minutes'

/**
 * One page in the order of ids, merged from one walk for each value of the base. `end`: so far everything was read;
 * null when nothing is left.
 */
export async function inTime(
  scope: Scope,
  window: Window,
  { direction, limit, budget, from }: Ask & { direction: 'asc' | 'desc' },
): Promise<{ rows: Walked[]; end: Spot | null }> {
  const sql = statement()
  const [before, last, first] = direction === 'desc' ? ['<', 'min', 'max'] : ['>', 'max', 'min']
  const walks = window.base?.values.length ?? 1
  const per = window.rest.length === 0 ? limit : Math.max(Math.ceil(budget / Math.max(walks, 1)), 20)
  const found = await scope.tx.run<Row>(
    `with read as materialized (
      select w.n as walk, e.id, e.created_at, e.fits
      from ${valuesOf(window, sql)} cross join lateral (
        select e.id, e.created_at, (${all(window.rest, sql)}) as fits from events e
        where ${all([...spanOf(window, direction), ...baseOf(window)], sql)}
          ${from ? `and e.id ${before} ${sql.value(from.id, 'bigint')}` : ''}
        order by ${firstOf(window, direction)}e.id ${direction} limit ${per}) e),
    cut as (select ${first}(last) as id from (
      select ${last}(id) as last from read group by walk having count(*) >= ${per}) whole)
    select c.id as cut, p.id, p.created_at::text as at from cut c left join lateral (
      select r.id, r.created_at from read r
      where r.fits and (c.id is null or r.id ${direction === 'desc' ? '>=' : '<='} c.id)
      order by r.id ${direction} limit ${limit}) p on true`,
    sql.values,
  )
  const cut = found.rows[0]?.cut ?? null
  return { rows: walkedOf(found.rows), end: cut === null ? null : { keys: [], id: cut } }
}

/** In the order of a column, newest first within. Where an index serves another filter, all of that is put in order. */
export async function inOrder(
  scope: Scope,
  window: Window,
  ask: Ask & { sort: Order },
): Promise<{ rows: Walked[]; end: Spot | 'too_many' | null }> {
  return window.base ? gathered(scope, window, ask) : along(scope, window, ask)
}

const columns: Record<Order, readonly [column: string, type: string][]> = {
  type: [['type', 'text']],
  actor: [
    ['actor_kind', 'text'],
    ['actor_id', 'bigint'],
  ],
  company: [['company_id', 'bigint']],
}

const listed = (sort: Order, of: string) => columns[sort].map(([column]) => `${of}.${column}`).join(', ')
const textOf = (sort: Order, of: string) =>
  `array[${columns[sort].map(([column]) => `coalesce(${of}.${column}::text, '')`).join(', ')}]`

/** Reads what the base holds, if that is little enough, and puts it in order. */
async function gathered(
  scope: Scope,
  window: Window,
  { sort, limit, budget, from }: Ask & { sort: Order },
): Promise<{ rows: Walked[]; end: 'too_many' | null }> {
  const sql = statement()
  const found = await scope.tx.run<Row>(
    `with read as materialized (
      select e.* from ${valuesOf(window, sql)} cross join lateral (
        select e.id, e.created_at, ${listed(sort, 'e')}, (${all(window.rest, sql)}) as fits from events e
        where ${all([...spanOf(window, 'desc'), ...baseOf(window)], sql)} limit ${budget + 1}) e limit ${budget + 1}),
    size as (select count(*)::bigint as n from read)
    select s.n as cut, p.id, p.created_at::text as at, p.keys from size s left join lateral (
      select r.id, r.created_at, ${textOf(sort, 'r')} as keys from read r
      where r.fits ${from ? `and (${branches(sort, from, 'r', sql).join(' or ')})` : ''}
      order by ${listed(sort, 'r')}, r.id desc limit ${limit}) p on true`,
    sql.values,
  )
  if (Number(found.rows[0]?.cut ?? 0) > budget) return { rows: [], end: 'too_many' }
  return { rows: walkedOf(found.rows), end: null }
}

/** Walks the column's own index, one branch for each way of coming after the cursor. */
async function along(
  scope: Scope,
  window: Window,
  { sort, limit, budget, from }: Ask & { sort: Order },
): Promise<{ rows: Walked[]; end: Spot | null }> {
  const sql = statement()
  const most = window.rest.length === 0 ? limit : budget
  const parts = (from ? branches(sort, from, 'e', sql) : ['true']).map(
    (
      branch,
    ) => `(select e.id, e.created_at, ${listed(sort, 'e')}, (${all(window.rest, sql)}) as fits from events e
      where ${all(spanOf(window, 'desc'), sql)} and ${branch} order by ${listed(sort, 'e')}, e.id desc limit ${most})`,
  )
  const found = await scope.tx.run<Row>(
    `with read as materialized (
      select * from (${parts.join(' union all ')}) x order by ${listed(sort, 'x')}, x.id desc limit ${most}),
    cut as (select l.id, l.keys from (select 1) one left join lateral (
      select r.id, ${textOf(sort, 'r')} as keys from read r where (select count(*) from read) >= ${most}
      order by ${listed(sort, 'r')} desc, r.id limit 1) l on true)
    select c.id as cut, c.keys as cut_keys, p.id, p.created_at::text as at, p.keys from cut c left join lateral (
      select r.id, r.created_at, ${textOf(sort, 'r')} as keys from read r where r.fits
      order by ${listed(sort, 'r')}, r.id desc limit ${limit}) p on true`,
    sql.values,
  )
  const { cut, cut_keys: keys } = found.rows[0] ?? {}
  return { rows: walkedOf(found.rows), end: cut && keys ? { keys, id: cut } : null }
}

/**
 * Everything after a place, as conditions that an index serves each for itself: same values and an older id; the same
 * first value and a later second one; a later first one. No value comes last.
 */
function branches(sort: Order, from: Spot, of: string, sql: Statement): string[] {
  const named = columns[sort].map(([column, type], at) => ({
    column: `${of}.${column}`,
    type,
    value: from.keys[at] ?? '',
  }))
  const same: string[] = []
  const ways: string[] = []
  for (const { column, type, value } of named) {
    if (value === '') {
      same.push(`${column} is null`)
      continue
    }
    const given = sql.value(value, type)
    const later = [...same, `${column} > ${given}`].join(' and ')
    const none = [...same, `${column} is null`].join(' and ')
    ways.unshift(later, ...(type === 'bigint' ? [none] : []))
    same.push(`${column} = ${given}`)
  }
  return [[...same, `${of}.id < ${sql.value(from.id, 'bigint')}`].join(' and '), ...ways]
}

type Condition = (sql: Statement) => string

const all = (conditions: readonly Condition[], sql: Statement) =>
  conditions.length === 0 ? 'true' : conditions.map((condition) => condition(sql)).join(' and ')

const baseOf = ({ base }: Window): Condition[] => (base ? [base.condition] : [])

/** The index of the base holds ids downwards; upwards it is walked from its end. */
const firstOf = ({ base }: Window, direction: 'asc' | 'desc') =>
  base?.order ? `${base.order}${direction === 'asc' ? ' desc' : ''}, ` : ''

const valuesOf = ({ base }: Window, sql: Statement) =>
  base
    ? `unnest(${sql.value([...base.values], `${base.type}[]`)}) with ordinality w(v, n)`
    : '(select 1 as n) w'

/** The time looked at. A walk that begins inside of it is shown where, so that it need not pass the rest. */
function spanOf({ from, to }: Window, direction: 'asc' | 'desc'): Condition[] {
  const spans: Condition[] = []
  const at = (sql: Statement, moment: string, way: '+' | '-') =>
    `coalesce((select event_id_at(${sql.value(moment, 'timestamptz')} ${way} interval '${slack}')), ${way === '+' ? '9223372036854775807' : '0'})`
  if (from !== null) spans.push((sql) => `e.created_at >= ${sql.value(from, 'timestamptz')}`)
  if (to !== null) spans.push((sql) => `e.created_at < ${sql.value(to, 'timestamptz')}`)
  if (from !== null && direction === 'asc') spans.push((sql) => `e.id >= ${at(sql, from, '-')}`)
  if (to !== null && direction === 'desc') spans.push((sql) => `e.id <= ${at(sql, to, '+')}`)
  return spans
}

const walkedOf = (rows: Row[]): Walked[] =>
  rows.flatMap(({ id, at, keys }) =>
    id === null || at === null ? [] : [{ id, created_at: at, keys: keys ?? [] }],
  )
