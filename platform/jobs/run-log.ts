import { type Database, inTransaction } from '../database/index.ts'
import { type RunTold, tellOfRun } from './run-live.ts'

export type LineLevel = 'info' | 'warn' | 'error'

/** What a run writes down for people to read. */
export interface RunLog {
  say(message: string, level?: LineLevel): void
  /** Writes what is still held. */
  flush(): Promise<void>
}

interface Line {
  place: number
  level: LineLevel
  message: string
  created_at: string
}

const gatherMs = 500

/** At most 2,000 lines of a run are kept; the rest is counted. */
const keep = `with last as (select coalesce(max(line), 0) as line from scheduled_task_log_lines where run_id = $1),
  wanted as (select last.line + x.place as line, x.level, x.message, x.created_at
    from last, jsonb_to_recordset($3) as x(place int, level text, message text, created_at timestamptz)),
  kept as (insert into scheduled_task_log_lines (run_id, line, attempt, level, message, created_at)
    select $1, line, $2, level, message, created_at from wanted where line <= 2000)
  update scheduled_task_runs set lines_dropped = lines_dropped + (select count(*) from wanted where line > 2000)
  where id = $1 and exists (select from wanted where line > 2000)`

/** The log of one attempt: lines are gathered and written together, and live pages are told. */
export function openRunLog(database: Database, run: RunTold & { attempt: number }): RunLog {
  let held: Line[] = []
  let timer: NodeJS.Timeout | undefined
  let last: Promise<void> = Promise.resolve()

  async function write(): Promise<void> {
    const lines = held.map((line, index) => ({ ...line, place: index + 1 }))
    held = []
    if (lines.length === 0) return
    await inTransaction(database, { role: 'portal_system' }, (tx) =>
      tx.run(keep, [run.id, run.attempt, JSON.stringify(lines)]),
    )
    tellOfRun(database, run)
  }
  function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    // A line that cannot be written is no reason to fail the run.
    last = last.then(write).catch(() => {})
    return last
  }

  return {
    say(message, level = 'info') {
      const text = message.replaceAll('\u0000', '').slice(0, 2_000)
      held.push({ place: 0, level, message: text, created_at: new Date().toISOString() })
      timer ??= setTimeout(() => void flush(), gatherMs)
    },
    flush,
  }
}
