import { nextTimes } from '../../../platform/jobs/index.ts'
import type { PersonRow } from './people.queries.ts'

type Clocked = Pick<
  PersonRow,
  'time_zone' | 'digest' | 'digest_time' | 'digest_weekday' | 'quiet_from' | 'quiet_to' | 'quiet_days'
>

const smsNight = { from: '21:00', to: '08:00' }

/** When the next digest of a person goes, local time; null when they want none. */
export function digestDue(person: Clocked, now: Date): Date | null {
  if (person.digest === 'off') return null
  if (person.digest === 'hourly') return next('0 * * * *', person, now)
  const { hour, minute } = clockOf(person.digest_time)
  const day = person.digest === 'weekly' ? person.digest_weekday % 7 : '*'
  return next(`${minute} ${hour} * * ${day}`, person, now)
}

/**
 * When the quiet hours end that hold now, in the person's zone; null when it is not quiet. They may cross midnight,
 * and count for the day on which they began. SMS is held at night unless the person says otherwise.
 */
export function quietUntil(person: Clocked, now: Date, channel: 'email' | 'sms'): Date | null {
  const own = person.quiet_from && person.quiet_to ? { from: person.quiet_from, to: person.quiet_to } : null
  const hours = own ?? (channel === 'sms' ? smsNight : null)
  const begun = hours && beganOn(hours, localOf(person.time_zone, now))
  if (!hours || begun === null) return null
  if (own && !person.quiet_days.includes(begun)) return null
  const { hour, minute } = clockOf(hours.to)
  return next(`${minute} ${hour} * * *`, person, now)
}

/** The weekday on which the quiet hours began that hold at this local time; null when none do. */
function beganOn(hours: { from: string; to: string }, { clock, weekday }: Local): number | null {
  const [from, to] = [hours.from.slice(0, 5), hours.to.slice(0, 5)]
  if (from < to) return clock >= from && clock < to ? weekday : null
  if (clock >= from) return weekday
  return clock < to ? ((weekday + 5) % 7) + 1 : null
}

/** Cron knows about clocks that are put forward and back. */
function next(cron: string, { time_zone }: Clocked, now: Date): Date {
  return nextTimes(cron, time_zone, now)[0] ?? now
}

function clockOf(text: string) {
  const [hour = 0, minute = 0] = text.split(':').map(Number)
  return { hour, minute }
}

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

interface Local {
  /** `21:05` */
  clock: string
  /** 1 is Monday. */
  weekday: number
}

function localOf(timeZone: string, now: Date): Local {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(now)
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  return { clock: `${part('hour')}:${part('minute')}`, weekday: days.indexOf(part('weekday')) + 1 }
}
