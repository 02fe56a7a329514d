import type { Cursor, Scope } from '../../../platform/database/index.ts'
import type { Sight } from './sight.ts'
import type { Order } from './ticket-list.order.ts'

/** What a list asks for, as the service understood it. */
export interface Wanted {
  order: Order
  status_kinds: readonly string[]
  statuses: readonly string[]
  priorities: readonly string[]
  company_ids: readonly number[]
  /** undefined: anybody's; null: nobody's. */
  assigned_user_id: number | null | undefined
  needs_answer: boolean | undefined
  words: readonly string[]
  without: readonly string[]
  /** Found as well, by the number it had elsewhere. */
  reference: string | null
  /** Shown first, apart. */
  except_id: number | null
}

/** The values of a statement under construction; `value` gives the placeholder, so every one is used. */
export interface Statement {
  values: unknown[]
  value(value: unknown, type: string): string
}

export function statement(): Statement {
  const values: unknown[] = []
  return { values, value: (value, type) => `$${values.push(value)}::${type}` }
}

/** The companies that are walked one by one; null: one walk over whatever the policy shows. */
export function companiesWalked(scope: Scope, sight: Sight, wanted: Wanted): number[] | null {
  if (!sight.sees_all) return null
  if (scope.all_companies) return wanted.company_ids.length > 0 ? [...wanted.company_ids] : null
  const visible = new Set(scope.company_ids)
  const walked = wanted.company_ids.length > 0 ? wanted.company_ids.filter((id) => visible.has(id)) : visible
  return [...walked]
}

export const inCompanies = (wanted: Wanted, sql: Statement) =>
  wanted.company_ids.length > 0 ? [`t.company_id = any (${sql.value(wanted.company_ids, 'bigint[]')})`] : []

export const isRequester = (sight: Sight, sql: Statement) =>
  `t.requester_user_id = ${sql.value(sight.user_id, 'bigint')}`

export const isCopied = (sight: Sight, sql: Statement) => `t.id in (select w.ticket_id from ticket_watchers w
    where w.user_id = ${sql.value(sight.user_id, 'bigint')} and w.kind = 'cc')`

/** What indexes serve. Fixed words stand in the text: only so can a partial index be chosen. */
export function served(wanted: Wanted, sql: Statement): string[] {
  const kinds = wanted.status_kinds
  const status = wanted.statuses.length === 1 ? sql.value(wanted.statuses[0], 'text') : null
  return [
    't.deleted_at is null',
    ...(kinds.length > 0 ? [`t.status_kind in (${kinds.map((kind) => `'${kind}'`).join(', ')})`] : []),
    ...(status
      ? [
          `t.status = ${status} and t.status_kind = (select x.kind from ticket_statuses x where x.key = ${status})`,
        ]
      : []),
    ...(isOpenOnly(wanted) ? assigned(wanted, sql) : []),
  ]
}

/** What is compared row by row. */
export function unserved(wanted: Wanted, sql: Statement): string[] {
  const some = (column: string, values: readonly string[]) =>
    values.length > 0 ? [`t.${column} = any (${sql.value(values, 'text[]')})`] : []
  const { needs_answer } = wanted
  return [
    ...some('status', wanted.statuses.length > 1 ? wanted.statuses : []),
    ...some('priority', wanted.priorities),
    ...(isOpenOnly(wanted) ? [] : assigned(wanted, sql)),
    ...(needs_answer === undefined ? [] : [`t.needs_answer_since is ${needs_answer ? 'not null' : 'null'}`]),
    ...matching(wanted, sql),
    ...(wanted.except_id === null ? [] : [`t.id <> ${sql.value(wanted.except_id, 'bigint')}`]),
  ]
}

export const isFiltered = (wanted: Wanted) =>
  wanted.statuses.length > 1 ||
  wanted.priorities.length + wanted.words.length + wanted.without.length > 0 ||
  wanted.needs_answer !== undefined ||
  (wanted.assigned_user_id !== undefined && !isOpenOnly(wanted))

const isOpenOnly = ({ status_kinds }: Wanted) =>
  status_kinds.length > 0 && status_kinds.every((kind) => kind === 'open' || kind === 'pending')

function assigned({ assigned_user_id }: Wanted, sql: Statement): string[] {
  if (assigned_user_id === undefined) return []
  if (assigned_user_id === null) return ['t.assigned_user_id is null']
  return [`t.assigned_user_id = ${sql.value(assigned_user_id, 'bigint')}`]
}

function matching({ words, without, reference }: Wanted, sql: Statement): string[] {
  const subject = words.length > 0 ? `t.subject ilike all (${sql.value(words.map(pattern), 'text[]')})` : null
  const elsewhere = subject && reference ? ` or t.external_reference = ${sql.value(reference, 'text')}` : ''
  return [
    ...(subject ? [`(${subject}${elsewhere})`] : []),
    ...(without.length > 0 ? [`not t.subject ilike any (${sql.value(without.map(pattern), 'text[]')})`] : []),
  ]
}

/** `%`, `_` and `\` in what people type are text. */
const pattern = (word: string) => `%${word.replace(/[\\%_]/g, '\\$&')}%`

export function after({ columns, direction }: Order, from: Cursor | null, sql: Statement): string[] {
  if (!from) return []
  const given = columns.map((column, at) =>
    sql.value(from.values[at], column === 'priority_rank' ? 'smallint' : 'timestamptz'),
  )
  const left = [...columns, 'id'].map((column) => `t.${column}`).join(', ')
  return [
    `(${left}) ${direction === 'desc' ? '<' : '>'} (${[...given, sql.value(from.id, 'bigint')].join(', ')})`,
  ]
}

/** All conditions at once, for one ticket and for counting. */
export function everything(scope: Scope, sight: Sight, wanted: Wanted, sql: Statement): string[] {
  const companies = companiesWalked(scope, sight, wanted)
  const ofCompanies = companies
    ? [`t.company_id = any (${sql.value(companies, 'bigint[]')})`]
    : inCompanies(wanted, sql)
  return [...served(wanted, sql), ...unserved(wanted, sql), ...seen()]

  function seen(): string[] {
    if (sight.is_desk) return ofCompanies
    if (!sight.sees_all) return [`(${isRequester(sight, sql)} or ${isCopied(sight, sql)})`, ...ofCompanies]
    if (wanted.company_ids.length > 0) return ofCompanies
    return [`(${ofCompanies.join()} or (t.company_id is null and ${isRequester(sight, sql)}))`]
  }
}
