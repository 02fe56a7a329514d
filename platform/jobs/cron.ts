import { Cron } from 'croner'

const fields = /^\S+( \S+){4}$/
const farthestMs = 5 * 366 * 86_400_000

/** The next `count` times of a five-field cron expression in an IANA zone; throws where it cannot be read. */
export function nextTimes(cron: string, timeZone: string, after: Date, count = 1): Date[] {
  const times = read(cron, timeZone).nextRuns(count, after)
  const reach = after.getTime() + farthestMs
  return times.filter((time) => time.getTime() <= reach)
}

/** The newest time of the expression that is not after `now`, at the earliest `oldest`, which is itself one. */
export function newestTime(cron: string, timeZone: string, oldest: Date, now: Date): Date {
  // The expression is asked for times strictly before its reference.
  const [newest] = read(cron, timeZone).previousRuns(1, new Date(now.getTime() + 1))
  return newest && newest > oldest ? newest : oldest
}

function read(cron: string, timeZone: string): Cron {
  if (!fields.test(cron)) throw new RangeError(`The schedule "${cron}" does not have five fields`)
  return new Cron(cron, { timezone: timeZone, mode: '5-part', paused: true })
}
