import type { Cursor, Scope } from '../../../platform/database/index.ts'
import { type WireRow, wireColumns } from './notification.queries.ts'

/** What the feed shows: filters, as the contract says them. */
export interface Wanted {
  types: readonly string[]
  /** `shop.` for all of a group. */
  prefixes: readonly string[]
  read_state: 'all' | 'unread' | 'read'
  search: string | null
  created_from: string | null
  created_to: string | null
  company_id: number | null
}

interface Source {
  from: string
  mine: string
}

const broadcastAudiences = `('company', 'provider', 'everyone')`

/** A list of values and where they stand in the statement; the reader's id is $1. */
function collector(userId: number | null) {
  const values: unknown[] = [userId]
  return {
    values,
    put(value: unknown, type: string): string {
      values.push(value)
      return `$${values.length}::${type}`
    },
  }
}
type Values = ReturnType<typeof collector>

/** One's own rows, along (user_id, id). */
const own: Source = { from: 'notifications n where n.user_id = $1::bigint', mine: 'n.read_at' }

/** Broadcasts that row-level security lets through, with one's own mark. */
const broadcasts: Source = {
  from: `notifications n left join notification_reads r on r.notification_id = n.id and r.user_id = $1::bigint
    where n.audience in ${broadcastAudiences}`,
  mine: 'r.read_at',
}

const sources: readonly Source[] = [own, broadcasts]

/** Not put away, begun, and of a type that the person wants to see here. */
const shown = `n.withdrawn_at is null and (n.starts_at is null or n.starts_at <= now())
  and n.event_type not in (select p.event_type from notification_preferences p
    where p.user_id = $1::bigint and not p.channel_in_app)`

const escaped = (text: string) => text.replace(/[\\%_]/g, (letter) => `\\${letter}`)

function conditions({ mine }: Source, wanted: Wanted, at: Values): string[] {
  const { types, prefixes, read_state, search, created_from, created_to, company_id } = wanted
  const patterns = prefixes.map((prefix) => `${escaped(prefix)}%`)
  const isOfType = [
    ...(types.length > 0 ? [`n.event_type = any (${at.put(types, 'text[]')})`] : []),
    ...(patterns.length > 0 ? [`n.event_type like any (${at.put(patterns, 'text[]')})`] : []),
  ]
  return [
    shown,
    ...(isOfType.length > 0 ? [`(${isOfType.join(' or ')})`] : []),
    ...(read_state === 'all' ? [] : [`${mine} is ${read_state === 'unread' ? '' : 'not '}null`]),
    ...(search === null
      ? []
      : [`n.search_text like ${at.put(`%${escaped(search.toLowerCase())}%`, 'text')}`]),
    ...(created_from === null ? [] : [`n.created_at >= ${at.put(created_from, 'timestamptz')}`]),
    ...(created_to === null ? [] : [`n.created_at < ${at.put(created_to, 'timestamptz')}`]),
    ...(company_id === null ? [] : [`n.company_id = ${at.put(company_id, 'bigint')}`]),
  ]
}

/** A page of the feed, both walks merged: newest first, or oldest first. */
export async function selectFeed(
  scope: Scope,
  wanted: Wanted,
  page: { from: Cursor | null; limit: number; oldest_first: boolean },
): Promise<WireRow[]> {
  const at = collector(scope.user_id)
  const direction = page.oldest_first ? 'asc' : 'desc'
  const limit = at.put(page.limit, 'int')
  const beyond = page.from && `n.id ${page.oldest_first ? '>' : '<'} ${at.put(page.from.id, 'bigint')}`
  const walks = sources.map((source) => {
    const where = [...conditions(source, wanted, at), ...(beyond ? [beyond] : [])].join(' and ')
    return `(select ${wireColumns(source.mine)} from ${source.from} and ${where} order by n.id ${direction} limit ${limit})`
  })
  const { rows } = await scope.tx.run<WireRow>(
    `select * from (${walks.join(' union all ')}) n order by n.id ${direction} limit ${limit}`,
    at.values,
  )
  return rows
}

/** Rows of the feed by their ids, as far as they are there for the reader. */
export async function selectByIds(scope: Scope, ids: readonly number[]): Promise<WireRow[]> {
  const at = collector(scope.user_id)
  const among = `n.id = any (${at.put(ids, 'bigint[]')})`
  const walks = sources.map(
    ({ from, mine }) => `select ${wireColumns(mine)} from ${from} and ${shown} and ${among}`,
  )
  const { rows } = await scope.tx.run<WireRow>(walks.join(' union all '), at.values)
  return rows
}

export interface Counts {
  total_count: number
  filtered_unread_count: number
  global_unread_count: number
}

/** Exact numbers, in one statement; nothing is kept that could drift. Without filters one look says all. */
export async function selectCounts(scope: Scope, wanted: Wanted): Promise<Counts> {
  const at = collector(scope.user_id)
  const filtered = sources.map((source) => {
    const where = conditions(source, wanted, at).join(' and ')
    return `select count(*) as total, count(*) filter (where ${source.mine} is null) as unread from ${source.from} and ${where}`
  })
  const sums = `(select sum(total)::int as total, sum(unread)::int as unread from (${filtered.join(' union all ')}) x)`
  const unread = sources.map(
    ({ from, mine }) => `select count(*) as n from ${from} and ${shown} and ${mine} is null`,
  )
  const everything = `(select sum(n)::int as n from (${unread.join(' union all ')}) x)`
  const { rows } = await scope.tx.run<Counts & Record<string, unknown>>(
    isUnfiltered(wanted)
      ? `select f.total as total_count, f.unread as filtered_unread_count, f.unread as global_unread_count from ${sums} f`
      : `select f.total as total_count, f.unread as filtered_unread_count, u.n as global_unread_count
         from ${sums} f, ${everything} u`,
    at.values,
  )
  return rows[0] ?? { total_count: 0, filtered_unread_count: 0, global_unread_count: 0 }
}

const isUnfiltered = ({ types, prefixes, read_state, ...rest }: Wanted) =>
  types.length + prefixes.length === 0 &&
  read_state === 'all' &&
  Object.values(rest).every((one) => one === null)

/** Unread rows, counted up to a limit: what a badge needs. */
export async function countUnread(scope: Scope, most: number): Promise<number> {
  const at = collector(scope.user_id)
  const limit = at.put(most, 'int')
  const walks = sources.map(
    ({ from, mine }) => `(select 1 from ${from} and ${shown} and ${mine} is null limit ${limit})`,
  )
  const { rows } = await scope.tx.run<{ n: number }>(
    `select least(count(*), ${limit})::int as n from (${walks.join(' union all ')}) x`,
    at.values,
  )
  return rows[0]?.n ?? 0
}

export interface AttentionRow extends WireRow {
  ends_at: string | null
  may_close: boolean
}

/** Critical messages along their own index: a message to many has no person there, and no mark of its own. */
const isCritical = `n.severity = 'critical' and not n.is_banner and n.read_at is null
  and n.created_at > now() - interval '1 day'`

/**
 * What every page shows of messages: banners of now, the heaviest first (a critical one stays until its end, read or
 * not), and the newest unread critical messages of the last day, which are said aloud once.
 */
export async function selectAttention(scope: Scope): Promise<AttentionRow[]> {
  const at = collector(scope.user_id)
  const columns = (mine: string) =>
    `${wireColumns(mine)}, n.ends_at, n.severity <> 'critical' or n.ends_at is null as may_close`
  const walks = sources.flatMap(({ from, mine }) => {
    const many = mine === 'n.read_at' ? '' : 'and n.user_id is null'
    return [
      `(select ${columns(mine)} from ${from} and ${shown} and n.is_banner and (n.ends_at is null or n.ends_at > now())
         and (${mine} is null or (n.severity = 'critical' and n.ends_at is not null))
       order by array_position(array['critical', 'warning', 'success', 'info'], n.severity), n.id desc limit 3)`,
      `(select ${columns(mine)} from ${from} and ${shown} and ${mine} is null and ${isCritical} ${many}
       order by n.id desc limit 3)`,
    ]
  })
  const { rows } = await scope.tx.run<AttentionRow>(
    `select * from (${walks.join(' union all ')}) n
     order by array_position(array['critical', 'warning', 'success', 'info'], n.severity), n.id desc`,
    at.values,
  )
  return rows
}

/** Types that the reader has received or chose about. */
export async function selectKnownTypes(scope: Scope): Promise<{ event_type: string; recorded: boolean }[]> {
  const received = sources.map(({ from }) => `select n.event_type from ${from} and n.withdrawn_at is null`)
  const { rows } = await scope.tx.run<{ event_type: string; recorded: boolean }>(
    `select event_type, bool_or(recorded) as recorded from (
       select event_type, true as recorded from (${received.join(' union ')}) x
       union all select p.event_type, false from notification_preferences p where p.user_id = $1::bigint) y
     group by event_type order by event_type limit 500`,
    [scope.user_id],
  )
  return rows
}
