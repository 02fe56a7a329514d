import type { Received } from '../../../platform/contract/endpoint.ts'
import { invalid, notFound, problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { constraintMeans, expectVersion } from '../../../platform/http/index.ts'
import { enqueue } from '../../../platform/jobs/index.ts'
import type { DeskCalendar, slaApi } from '../contract/sla.ts'
import { setupEvents } from './setup.events.ts'
import { clearDefault, lockSetup } from './setup.queries.ts'
import { changesOf, removeUnused, told } from './setup.ts'
import { addWork, type Calendar, type Hours, isAlways, weekdays } from './sla.calendar.ts'
import { recomputeJob } from './sla.jobs.ts'
import * as queries from './sla-setup.queries.ts'

type New = Received<NonNullable<typeof slaApi.createCalendar.body>>
type Changed = Received<NonNullable<typeof slaApi.changeCalendar.body>>
type Preview = Received<NonNullable<typeof slaApi.previewCalendar.body>>

const most = 50
const { created, updated, deleted } = setupEvents.calendar

constraintMeans('ticket_calendars_name', 'name_taken', 'name')

export async function readCalendar(scope: Scope, id: number): Promise<DeskCalendar> {
  const calendar = (await queries.selectCalendars(scope)).find((one) => one.id === id)
  if (!calendar) throw notFound()
  return calendar
}

export async function createCalendar(scope: Scope, { holidays, ...given }: New): Promise<DeskCalendar> {
  refuseUnsound(given.hours, holidays)
  await lockSetup(scope)
  if ((await queries.selectCalendars(scope)).length >= most)
    throw invalid('name', 'too_many', 'There are 50 calendars already.', most)
  if (given.is_default) await clearDefault(scope, 'ticket_calendars')
  const id = await queries.insertCalendar(scope, { ...given, hours: given.hours as DeskCalendar['hours'] })
  await queries.replaceHolidays(scope, id, holidays)
  await told(scope, created, { id, name: given.name })
  return readCalendar(scope, id)
}

/** What is promised by these hours is counted anew, by a job. */
export async function changeCalendar(
  scope: Scope,
  id: number,
  { version, ...given }: Changed,
  if_match: number | null,
): Promise<DeskCalendar> {
  await lockSetup(scope)
  const before = await readCalendar(scope, id)
  expectVersion({ if_match, version }, before)
  refuseUnsound(given.hours ?? before.hours, given.holidays ?? [])
  const { set, changes } = changesOf(before, given)
  if (changes.length === 0) return before
  const { holidays: _, ...columns } = set
  if (set.is_default === true) await clearDefault(scope, 'ticket_calendars')
  await queries.updateCalendar(scope, id, columns)
  if (given.holidays) await queries.replaceHolidays(scope, id, given.holidays)
  // Lists of days are long; that they changed is what matters.
  const short = changes.map(({ field, from, to }) =>
    field === 'holidays' || field === 'hours' ? { field, from: null, to: null } : { field, from, to },
  )
  await told(scope, updated, { id, name: before.name, changes: short })
  await recount(scope, id)
  return readCalendar(scope, id)
}

async function recount(scope: Scope, calendarId: number): Promise<void> {
  for (const { id, calendar } of await queries.selectPolicies(scope))
    if (calendar.id === calendarId) await enqueue(scope, recomputeJob, { policy_id: id, after: 0 })
}

export async function deleteCalendar(scope: Scope, id: number): Promise<void> {
  await lockSetup(scope)
  const before = await readCalendar(scope, id)
  if (before.is_default) throw problem('last_default')
  await removeUnused(scope, ['calendar', id], () => queries.deleteCalendar(scope, id))
  await told(scope, deleted, { id, name: before.name })
}

/** A typing aid: stores nothing. */
export function previewCalendar(asked: Preview) {
  refuseUnsound(asked.hours, asked.holidays)
  const calendar: Calendar = {
    time_zone: asked.time_zone,
    hours: asked.hours as Hours,
    holidays: new Set(asked.holidays.map(({ day }) => day)),
  }
  const from = asked.from === undefined ? Date.now() : Date.parse(asked.from)
  const dueOf = (minutes: number) => addWork(calendar, from, minutes * 60)
  return asked.minutes.map((minutes) => {
    const due = dueOf(minutes)
    return { minutes, due_at: due === null ? null : new Date(due).toISOString() }
  })
}

/** Spans in their order, one after the other; at least one, unless there are none because it is around the clock. */
function refuseUnsound(hours: New['hours'], holidays: readonly { day: string }[]): void {
  for (const day of weekdays) {
    const clocks = (hours[day] ?? []).flat()
    const at = clocks.findIndex((clock, n) => n > 0 && clock <= (clocks[n - 1] ?? ''))
    const touches = at > 0 && at % 2 === 0 && clocks[at] === clocks[at - 1]
    if (at > 0 && !touches)
      throw invalid(
        `hours.${day}`,
        'not_allowed',
        'Each span ends later than it begins, and before the next one.',
      )
  }
  if (!isAlways(hours as Hours) && Object.values(hours).every((spans) => (spans ?? []).length === 0))
    throw invalid('hours', 'required', 'Name some hours, or none of the days for around the clock.')
  const bad = holidays.findIndex(({ day }) => Number.isNaN(Date.parse(day)) || !isDay(day))
  if (bad >= 0) throw invalid(`holidays.${bad}.day`, 'bad_format', 'There is no such day.')
}

const isDay = (day: string) => new Date(`${day}T00:00Z`).toISOString().startsWith(day)
