import { addWork, type Calendar } from './sla.calendar.ts'

/** What was promised, as a policy says it. */
export interface Promises {
  policy_id: number
  calendar: Calendar
  /** Minutes of work by priority; null: nothing is promised. */
  targets: Readonly<Record<string, { first_reply_minutes: number | null; resolve_minutes: number | null }>>
}

export type Mark = 'warned' | 'breached' | null

/** What a ticket's clocks go by; times are milliseconds since 1970. */
export interface ClockFacts {
  priority: string
  started_at: number
  /** Since when the clock of the solution stands. */
  paused_at: number | null
  paused_seconds: number
  is_replied: boolean
  /** Resolved or closed: nothing is awaited any more. */
  is_over: boolean
  first_reply_mark: Mark
  resolve_mark: Mark
}

export interface Clocks {
  first_reply_due_at: number | null
  resolve_due_at: number | null
  next_due_at: number | null
  next_alert_at: number | null
  first_reply_mark: Mark
  resolve_mark: Mark
}

export const noClocks: Clocks = {
  first_reply_due_at: null,
  resolve_due_at: null,
  next_due_at: null,
  next_alert_at: null,
  first_reply_mark: null,
  resolve_mark: null,
}

/** When something is due and when people are to be warned of it. */
interface Clock {
  due_at: number | null
  warn_at: number | null
  mark: Mark
  /** Not met yet, and running. */
  runs: boolean
}

const warnedFrom = 0.8

/** Both clocks of a ticket as they stand now. The one of the first reply never pauses. */
export function clocksOf(promises: Promises | null, facts: ClockFacts, now: number): Clocks {
  const target = promises?.targets[facts.priority]
  if (!promises || !target) return noClocks
  const { calendar } = promises
  const clock = (minutes: number | null, paused: number, mark: Mark, runs: boolean): Clock => {
    const at = (share: number) =>
      minutes === null ? null : addWork(calendar, facts.started_at, minutes * 60 * share + paused)
    const made = { due_at: at(1), warn_at: at(warnedFrom), mark, runs }
    return runs ? { ...made, mark: judged(made, now) } : made
  }
  const stands = facts.is_over || facts.paused_at !== null
  const reply = clock(
    target.first_reply_minutes,
    0,
    facts.first_reply_mark,
    !facts.is_over && !facts.is_replied,
  )
  const resolve = clock(target.resolve_minutes, facts.paused_seconds, facts.resolve_mark, !stands)
  const both = [reply, resolve].filter(({ runs }) => runs)
  return {
    first_reply_due_at: reply.due_at,
    resolve_due_at: resolve.due_at,
    next_due_at: earliest(both.map(({ due_at }) => due_at)),
    next_alert_at: earliest(both.map(alertOf)),
    first_reply_mark: reply.mark,
    resolve_mark: resolve.mark,
  }
}

/** A promise that moved into the future is not broken any more; what was told of the past stays told. */
function judged({ due_at, warn_at, mark }: Clock, now: number): Mark {
  if (due_at === null || warn_at === null || due_at <= now) return mark
  return warn_at <= now && mark !== null ? 'warned' : null
}

const alertOf = ({ due_at, warn_at, mark }: Clock) =>
  mark === 'breached' ? null : mark === 'warned' ? due_at : warn_at

const earliest = (times: (number | null)[]) => {
  const known = times.filter((time) => time !== null)
  return known.length === 0 ? null : Math.min(...known)
}

/** What is to be told at a moment: a clock whose time for it has come gets its next mark. */
export function marksAt(
  promises: Promises | null,
  facts: ClockFacts,
  now: number,
): {
  clocks: Clocks
  told: { promise: 'first_reply' | 'resolve'; mark: 'warned' | 'breached'; due_at: number }[]
} {
  const before = clocksOf(promises, facts, now)
  const told: ReturnType<typeof marksAt>['told'] = []
  const marked = { ...facts }
  for (const promise of ['first_reply', 'resolve'] as const) {
    const only = clocksOf(promises, { ...facts, ...othersDone(promise) }, now)
    const due_at = before[`${promise}_due_at`]
    if (due_at === null || only.next_alert_at === null || only.next_alert_at > now) continue
    const mark = facts[`${promise}_mark`] === 'warned' ? 'breached' : 'warned'
    marked[`${promise}_mark`] = mark
    told.push({ promise, mark, due_at })
  }
  return { clocks: clocksOf(promises, marked, now), told }
}

/** With the other clock out of the way, the next alert is this one's. */
const othersDone = (promise: 'first_reply' | 'resolve'): Partial<ClockFacts> =>
  promise === 'first_reply' ? { paused_at: 0 } : { is_replied: true }
