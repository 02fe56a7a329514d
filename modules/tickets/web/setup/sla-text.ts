/** "4:30" ↔ 270; '' is nothing. undefined: cannot be read. */
export function minutesOf(text: string): number | null | undefined {
  const typed = text.trim()
  if (typed === '') return null
  const found = /^(\d{1,4})(?::([0-5]\d))?$/.exec(typed)
  if (!found) return undefined
  const minutes = Number(found[1]) * 60 + Number(found[2] ?? 0)
  return minutes >= 1 && minutes <= 525_600 ? minutes : undefined
}

export const textOfMinutes = (minutes: number | null) =>
  minutes === null ? '' : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`

type Span = [string, string]

/** "09:00-12:00, 13:00-17:00" ↔ spans; '' is closed. undefined: cannot be read. */
export function spansOf(text: string): Span[] | undefined {
  const parts = text.split(/[,;]/).map((part) => part.trim())
  if (parts.every((part) => part === '')) return []
  const spans = parts.map((part) => /^(\d{1,2}:\d\d)\s*[-–]\s*(\d{1,2}:\d\d)$/.exec(part))
  if (spans.some((span) => span === null)) return undefined
  return spans.map((span): Span => [padded(span?.[1]), padded(span?.[2])])
}

const padded = (clock = '') => clock.padStart(5, '0')

export const textOfSpans = (spans: readonly (readonly string[])[] | undefined) =>
  (spans ?? []).map(([from, to]) => `${from}-${to}`).join(', ')

/** "2026-12-25 Christmas Day", a line each; undefined: cannot be read. */
export function holidaysOf(text: string): { day: string; name: string }[] | undefined {
  const lines = text
    .split('\n')
    .map((line) => /^(\d{4}-\d\d-\d\d)\s*(.*)$/.exec(line.trim()) ?? (line.trim() === '' ? null : 'bad'))
    .filter((line) => line !== null)
  if (lines.includes('bad')) return undefined
  return lines.flatMap((line) =>
    line === 'bad' ? [] : [{ day: line[1] ?? '', name: (line[2] || (line[1] ?? '')).slice(0, 80) }],
  )
}

export const textOfHolidays = (holidays: readonly { day: string; name: string }[]) =>
  holidays.map(({ day, name }) => `${day} ${name}`).join('\n')
