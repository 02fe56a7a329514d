import { locale } from '../../../../platform/web/messages/index.ts'

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof weekdays)[number]

/** The days of the week in the reader's words, Monday first. */
export function dayNames(): { day: Weekday; name: string }[] {
  const words = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' })
  // 1 January 2024 was a Monday.
  return weekdays.map((day, at) => ({ day, name: words.format(Date.UTC(2024, 0, 1 + at)) }))
}
