import { invalid } from '../../../platform/contract/problems.ts'

/** An instant as ISO text. A time without a zone is one of `timeZone`; one that a clock change leaves out is the later. */
export function instantIn(text: string, timeZone: string): string {
  const iso = text.replace(' ', 'T')
  const hasZone = /(Z|[+-]\d\d:\d\d)$/.test(iso)
  const asUtc = Date.parse(hasZone ? iso : `${iso}Z`)
  if (Number.isNaN(asUtc)) throw invalid('offboard_at', 'bad_format', 'This is no time.')
  if (hasZone) return kept(asUtc)
  // The offset at about that time, then once more at the time it gives: right on both sides of a clock change.
  const first = asUtc - offsetAt(asUtc, timeZone)
  return kept(asUtc - offsetAt(first, timeZone))
}

/** Years of four digits, as the database writes them. */
function kept(time: number): string {
  const text = new Date(time).toISOString()
  if (!/^(?!0000)\d{4}-/.test(text)) throw invalid('offboard_at', 'bad_format', 'This is no time.')
  return text
}

/** The day it is there, `2026-11-20`. */
export function today(timeZone: string): string {
  return new Date(Date.now() + offsetAt(Date.now(), timeZone)).toISOString().slice(0, 10)
}

/** Milliseconds by which clocks there are ahead of UTC. */
function offsetAt(instant: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'longOffset' })
  const name = format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const [, sign, hours = '0', minutes = '0', seconds = '0'] =
    /([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name) ?? []
  const size = (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000
  return sign === '-' ? -size : size
}
