/// <reference lib="esnext.temporal" />

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Hours = Partial<Record<(typeof weekdays)[number], readonly (readonly [string, string])[]>>

/** When people work: spans of local time for each weekday; no hours at all mean around the clock. */
export interface Calendar {
  time_zone: string
  hours: Hours
  /** Local days without work, `2026-12-25`. */
  holidays: ReadonlySet<string>
}

/** Nobody promises anything beyond it. */
const mostDays = 20 * 366

/**
 * The instant at which so many seconds of work have passed; null when that is decades away. Times are milliseconds
 * since 1970; nights of 23 and 25 hours count as they are.
 */
export function addWork(calendar: Calendar, from: number, seconds: number): number | null {
  let left = seconds * 1_000
  if (left <= 0) return from
  for (const [begins, ends] of spansFrom(calendar, from)) {
    if (ends - begins >= left) return begins + left
    left -= ends - begins
  }
  return null
}

/** Seconds of work between two instants; 0 when the second is not later. */
export function workBetween(calendar: Calendar, from: number, to: number): number {
  let worked = 0
  for (const [begins, ends] of spansFrom(calendar, from)) {
    if (begins >= to) break
    worked += Math.min(ends, to) - begins
  }
  return Math.round(worked / 1_000)
}

/** Spans of work from an instant on, day by day as they stand in the calendar's zone. */
function* spansFrom(calendar: Calendar, from: number): Generator<[number, number]> {
  const here = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(calendar.time_zone)
  let day = here.toPlainDate()
  for (let walked = 0; walked < mostDays; walked++, day = day.add({ days: 1 }))
    for (const [begins, ends] of spansOf(calendar, day)) if (ends > from) yield [Math.max(begins, from), ends]
}

function spansOf({ time_zone, hours, holidays }: Calendar, day: Temporal.PlainDate): [number, number][] {
  if (holidays.has(day.toString())) return []
  const spans = isAlways(hours)
    ? [['00:00', '24:00'] as const]
    : (hours[weekdays[day.dayOfWeek - 1] ?? 'mon'] ?? [])
  return spans
    .map(([from, to]): [number, number] => [instantOf(day, from, time_zone), instantOf(day, to, time_zone)])
    .filter(([begins, ends]) => ends > begins)
}

/** A clock time that a night skips is the moment after the gap. */
function instantOf(day: Temporal.PlainDate, clock: string, timeZone: string): number {
  const isMidnight = clock === '24:00'
  return (isMidnight ? day.add({ days: 1 }) : day).toZonedDateTime({
    timeZone,
    plainTime: isMidnight ? '00:00' : clock,
  }).epochMilliseconds
}

export const isAlways = (hours: Hours) => Object.keys(hours).length === 0
