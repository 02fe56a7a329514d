import type { Scope } from '../database/index.ts'
import type { Condition, EventFilters } from './find-filters.ts'

type Column = 'subject' | 'company' | 'actor' | 'type' | 'impersonated'

/** One index walk for each value; the pages of all of them are merged. */
export interface Base {
  column: Column
  /** SQL type of the values. */
  type: string
  values: readonly unknown[]
  /** Compares with the value `w.v`. */
  condition: Condition
  /**
   * A column that goes before the id in the order, so that no other index than this one's can serve it: else a kind
   * of event that never happened would be looked for in all of the stream.
   */
  order?: string
}

/** The narrowest index there is; the other filters are compared entry by entry. */
export function baseOf(scope: Scope, filters: EventFilters): Base | null {
  return (
    ofSubject(filters) ??
    ofBehalf(filters) ??
    ofCompany(scope, filters) ??
    ofActor(filters) ??
    ofTypes(filters)
  )
}

/** The rarest of all: an index of its own holds nothing else. */
function ofBehalf({ impersonated }: EventFilters): Base | null {
  if (impersonated !== true) return null
  return {
    column: 'impersonated',
    type: 'int',
    values: [0],
    condition: () => 'e.impersonator_id is not null and w.v = 0',
  }
}

function ofSubject({ subject_type, subject_id }: EventFilters): Base | null {
  if (subject_type === undefined || subject_id === undefined) return null
  return {
    column: 'subject',
    type: 'bigint',
    values: [subject_id],
    condition: (sql) => `e.subject_type = ${sql.value(subject_type, 'text')} and e.subject_id = w.v`,
  }
}

/** So many companies are walked one by one and merged; beyond that time is walked. */
const mostWalks = 50

function ofCompany(scope: Scope, { company_ids }: EventFilters): Base | null {
  const column = 'company'
  if (company_ids === null)
    return {
      column,
      type: 'int',
      values: [0],
      condition: () => 'e.company_id is null and w.v = 0',
      order: 'e.company_id',
    }
  const values = company_ids ?? (scope.all_companies ? null : scope.company_ids)
  if (!values || values.length > mostWalks) return null
  return { column, type: 'bigint', values, condition: () => 'e.company_id = w.v' }
}

/** Kinds of actors that have no id: one walk. */
const nameless = new Set(['visitor', 'system', 'cli', 'inbound'])

function ofActor({ actor_kind, actor_id }: EventFilters): Base | null {
  if (actor_kind === undefined) return null
  const column = 'actor'
  const kind: Condition = (sql) => `e.actor_kind = ${sql.value(actor_kind, 'text')}`
  if (actor_id !== undefined)
    return {
      column,
      type: 'bigint',
      values: [actor_id],
      condition: (sql) => `${kind(sql)} and e.actor_id = w.v`,
    }
  if (!nameless.has(actor_kind)) return null
  return {
    column,
    type: 'int',
    values: [0],
    condition: (sql) => `${kind(sql)} and e.actor_id is null and w.v = 0`,
    order: 'e.actor_id',
  }
}

function ofTypes({ types }: EventFilters): Base | null {
  if (types === undefined) return null
  return {
    column: 'type',
    type: 'text',
    values: types,
    condition: () => 'e.type >= w.v and e.type <= w.v',
    order: 'e.type',
  }
}
