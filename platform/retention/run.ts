import { type Database, inTransaction, readSettings } from '../database/index.ts'
import type { Log } from '../log/index.ts'
import { type Retention, retentions } from './registry.ts'

export interface RetentionRun {
  log: Log
  /** No further batch begins once it is aborted. */
  signal?: AbortSignal
  /** How long batches may begin; half an hour unless stated. */
  most_ms?: number
  /** What days are counted back from. */
  now?: Date
  batch?: number
}

export interface RetentionResult extends Record<string, unknown> {
  /** Rows by name; what had nothing to remove is left out. */
  removed: Record<string, number>
  /** Names that had more to remove when the time was over: the next night goes on with them. */
  unfinished: string[]
}

interface Line {
  retention: Retention
  before: Date
  removed: number
}

const dayMs = 86_400_000
const halfHourMs = 1_800_000

/**
 * Removes what is kept no longer, in turns of one batch for each declaration, so that a large one holds up no other.
 * Nothing has to be remembered in between: whoever stops in the middle goes on by starting again. One that fails
 * does not stop the others; the run fails when all are through.
 */
export async function runRetention(database: Database, run: RetentionRun): Promise<RetentionResult> {
  const { now = new Date(), most_ms = halfHourMs, batch = 5_000 } = run
  const end = performance.now() + most_ms
  const mayGoOn = () => !run.signal?.aborted && performance.now() < end
  const lines = await open(database, now)
  const failed: string[] = []
  let left = lines
  while (left.length > 0 && mayGoOn()) {
    const more: Line[] = []
    for (const line of left) {
      const full = mayGoOn() ? await turn(database, line, batch).catch((error) => tell(error, line)) : true
      if (full) more.push(line)
    }
    left = more
  }
  if (failed.length > 0) throw new Error(`Could not remove: ${failed.join(', ')}`)
  const removed = lines.filter((line) => line.removed > 0).map((line) => [line.retention.name, line.removed])
  return { removed: Object.fromEntries(removed), unfinished: left.map(({ retention }) => retention.name) }

  function tell(error: unknown, { retention }: Line): false {
    run.log.error({ error, retention: retention.name }, 'What is kept no longer could not be removed')
    failed.push(retention.name)
    return false
  }
}

/** True where there may be more. */
async function turn(database: Database, line: Line, limit: number): Promise<boolean> {
  const { role, remove } = line.retention
  const opening = { role, all_companies: role === 'portal_provider' }
  const count = await inTransaction(database, opening, (tx) => remove(tx, { before: line.before, limit }))
  line.removed += count
  return count >= limit
}

async function open(database: Database, now: Date): Promise<Line[]> {
  const days = await retentionDays(database)
  return retentions().map((retention) => {
    const kept = days.get(retention.name) ?? retention.days
    return { retention, before: new Date(now.getTime() - kept * dayMs), removed: 0 }
  })
}

/** Days by name as they are in force: what is set, within the bounds, or the default. */
export async function retentionDays(database: Database): Promise<Map<string, number>> {
  const set = await inTransaction(database, { role: 'portal_system', read_only: true }, (tx) =>
    readSettings(tx, 'retention'),
  )
  return new Map(retentions().map((one) => [one.name, inForce(one, set.get(`retention.${one.name}`))]))
}

function inForce({ days, bounds }: Retention, set: unknown): number {
  if (typeof set !== 'number' || !Number.isFinite(set)) return days
  return Math.min(bounds.max, Math.max(bounds.min, set))
}
