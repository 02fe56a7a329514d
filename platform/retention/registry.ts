import type { DatabaseRole, Transaction } from '../database/index.ts'

/** Rows of a table that are kept for so many days, and not longer (operations §4.12). */
export interface Retention {
  /** `mail.bodies`; the setting `retention.<name>` holds other days than the default. */
  name: string
  module: string
  table: string
  /** The default. */
  days: number
  /** What people may set it to; both equal where the time is not theirs to choose. */
  bounds: { min: number; max: number }
  /** Who may remove these rows; portal_provider sees those of all companies. */
  role: DatabaseRole
  /** Removes at most `limit` rows that ended before `before`, in its own short transaction; how many it met. */
  remove(tx: Transaction, batch: Batch): Promise<number>
}

export interface Batch {
  before: Date
  limit: number
}

const declared = new Map<string, Retention>()

/** Declares what the nightly runner removes. A second one of that name stops the start. */
export function declareRetention(...list: Retention[]): void {
  for (const one of list) {
    const { name, days, bounds } = one
    if (declared.has(name)) throw new Error(`Retention ${name} is declared twice`)
    if (days < bounds.min || days > bounds.max) throw new Error(`Retention ${name} is outside of its bounds`)
    declared.set(name, one)
  }
}

export const retentions = (): readonly Retention[] => [...declared.values()]
