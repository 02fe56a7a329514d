import { problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { setupEvents } from './setup.events.ts'
import { countUses } from './setup.queries.ts'

export interface Given {
  if_match: number | null
  version?: number | undefined
}

/** What really changes: given, and other than it was. */
export function changesOf<Row extends object>(before: Row, given: Partial<Row> | Record<string, unknown>) {
  const fields = Object.entries(given).filter(
    ([field, to]) => to !== undefined && JSON.stringify(to) !== JSON.stringify(before[field as keyof Row]),
  )
  return {
    set: Object.fromEntries(fields),
    changes: fields.map(([field, to]) => ({ field, from: before[field as keyof Row], to })),
  }
}

type Happened = (typeof setupEvents)[keyof typeof setupEvents]

/** Tells that something of the setup was made, changed or removed. */
export function told(
  scope: Scope,
  event: Happened['created'],
  what: { id?: number; name: string; changes?: { field: string; from: unknown; to: unknown }[] },
): Promise<void> {
  const { id = null, ...data } = what
  return announce(scope, event, { subject_id: id, company_id: null, data })
}

type Removable = 'status' | 'priority' | 'category' | 'tag' | 'calendar' | 'sla_policy'

/** Removes what nothing refers to; the database knows it best, beyond what the caller sees. 409 with counts otherwise. */
export async function removeUnused(
  scope: Scope,
  [noun, key]: [noun: Removable, key: string | number],
  remove: () => Promise<void>,
): Promise<void> {
  try {
    await scope.tx.savepoint(remove)
  } catch (error) {
    if ((error as { code?: string }).code !== '23503') throw error
    const counts = await countUses(scope, noun, key)
    const count = Object.values(counts).reduce((sum, uses) => sum + uses, 0)
    throw problem(`${noun}_in_use`, { members: { counts, count } })
  }
}

/** A list with one thing taken out and put into another place, from 1. */
export function placed<K>(keys: readonly K[], key: K, position: number): K[] {
  const others = keys.filter((one) => one !== key)
  return [...others.slice(0, position - 1), key, ...others.slice(position - 1)]
}
