import type { Sight } from './sight.ts'
import type { Statement } from './ticket-list.statement.ts'
import type { Wanted } from './ticket-list.wanted.ts'

/** Where a search goes on: behind the hits in subjects (1) or the rest (2); 0 is what stands before all of them. */
export interface SearchPlace {
  tier: number
  at: string
  id: number
}

export interface Looked {
  /** So many hits at most. */
  most: number
  from: SearchPlace | null
}

/** So many hits are looked at where filters go through them one by one, and where another order than relevance is asked. */
export const reachFiltered = 5_000

/** Beside a page, that many are tried first. */
export const reachFirst = 400

export const isSearch = ({ words, without }: Pick<Wanted, 'words' | 'without'>) =>
  words.length + without.length > 0

/** What somebody typed, as the functions of the search take it. */
export const typed = ({ words, without, prefix }: Wanted, sql: Statement) =>
  `${sql.value(words, 'text[]')}, ${sql.value(without, 'text[]')}, ${sql.value(prefix, 'boolean')}`

/** The call that finds tickets, in the caller's own scope; rows are `ticket_id, tier, at, is_hit`. */
export function searching(sight: Sight, wanted: Wanted, { most, from }: Looked, sql: Statement): string {
  const audience = sight.is_desk ? 'staff' : sight.sees_all ? 'company' : 'own'
  const { ids, none } = wanted.companies
  const companies = ids.length > 0 && !none ? sql.value(ids, 'bigint[]') : 'null'
  const after =
    from && from.tier > 0
      ? `, ${sql.value(from.tier, 'int')}, ${sql.value(from.at, 'timestamptz')}, ${sql.value(from.id, 'bigint')}`
      : ''
  return `ticket_search(${typed(wanted, sql)}, '${audience}', ${companies}, ${sql.value(most, 'int')}${after})`
}

/** Named itself: by its number, or at the desk by the one it has elsewhere. */
export function namedIn(sight: Sight, { named }: Wanted, sql: Statement): string {
  const { ticket_id, reference } = named
  const byNumber =
    ticket_id === null ? [] : [`select x.id from tickets x where x.id = ${sql.value(ticket_id, 'bigint')}`]
  if (!sight.is_desk || reference === null) return byNumber[0] ?? 'select null::bigint as id where false'
  const elsewhere = `select y.id from (select x.id from tickets x
    where x.external_reference = ${sql.value(reference, 'text')} order by x.id desc limit 5) y`
  return [...byNumber, elsewhere].join(' union ')
}

/** The words as one condition among others: for counting, and for changing many at once. */
export const foundByWords = (sight: Sight, wanted: Wanted, sql: Statement) =>
  `t.id in (select f.ticket_id from ${searching(sight, wanted, { most: 10_001, from: null }, sql)} f where f.is_hit and f.tier < 3
    union ${namedIn(sight, wanted, sql)})`
