import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { addWork, type Calendar, workBetween } from './sla.calendar.ts'
import { type ClockFacts, clocksOf, marksAt, type Promises } from './sla.clock.ts'

const at = (text: string) => Date.parse(text)
const hour = 3_600

const week: Calendar['hours'] = Object.fromEntries(
  ['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, [['09:00', '17:00']]]),
)
const berlin: Calendar = { time_zone: 'Europe/Berlin', hours: week, holidays: new Set(['2026-12-25']) }

const promised = (calendar: Calendar, resolve = 240, reply: number | null = null): Promises => ({
  policy_id: 1,
  calendar,
  targets: { normal: { first_reply_minutes: reply, resolve_minutes: resolve } },
})
const facts = (started: string, more: Partial<ClockFacts> = {}): ClockFacts => ({
  priority: 'normal',
  started_at: at(started),
  paused_at: null,
  paused_seconds: 0,
  is_replied: false,
  is_over: false,
  first_reply_mark: null,
  resolve_mark: null,
  ...more,
})
const text = (time: number | null) =>
  time === null ? null : new Date(time).toISOString().replace(':00.000Z', 'Z')

describe('working hours', () => {
  const after = (calendar: Calendar, from: string, hours: number) =>
    text(addWork(calendar, at(from), hours * hour))

  test('go on on Monday, whatever the clocks did on Sunday', () => {
    assert.equal(after(berlin, '2026-11-20T15:30:00+01:00', 4), '2026-11-23T10:30Z')
    // 29 March: an hour is skipped; 25 October: one comes twice.
    assert.equal(after(berlin, '2026-03-27T16:30:00+01:00', 4), '2026-03-30T10:30Z')
    assert.equal(after(berlin, '2026-10-23T16:30:00+02:00', 4), '2026-10-26T11:30Z')
  })

  test('leave out holidays and what lies outside of the hours', () => {
    // Christmas Day is a Friday.
    assert.equal(after(berlin, '2026-12-24T16:00:00+01:00', 2), '2026-12-28T09:00Z')
    assert.equal(after(berlin, '2026-11-21T12:00:00+01:00', 1), '2026-11-23T09:00Z')
    assert.equal(
      workBetween(berlin, at('2026-12-24T16:00:00+01:00'), at('2026-12-28T10:00:00+01:00')),
      2 * hour,
    )
    assert.equal(workBetween(berlin, at('2026-11-23T12:00:00Z'), at('2026-11-23T11:00:00Z')), 0)
  })

  test('of a night are as long as the night is', () => {
    const nights: Calendar = { ...berlin, hours: { sun: [['00:00', '06:00']] } }
    assert.equal(after(nights, '2026-03-28T12:00:00Z', 6), '2026-04-04T23:00Z')
    assert.equal(after(nights, '2026-10-24T12:00:00Z', 7), '2026-10-25T05:00Z')
    const always: Calendar = { time_zone: 'Europe/Berlin', hours: {}, holidays: new Set(['2026-03-29']) }
    assert.equal(after(always, '2026-03-28T22:00:00Z', 2), '2026-03-29T23:00Z')
  })

  test('may come in several spans a day', () => {
    const lunch: Calendar = {
      ...berlin,
      hours: {
        mon: [
          ['09:00', '12:00'],
          ['13:00', '17:00'],
        ],
      },
    }
    assert.equal(after(lunch, '2026-11-23T10:00:00+01:00', 4), '2026-11-23T14:00Z')
    assert.equal(after(lunch, '2026-11-23T16:00:00+01:00', 2), '2026-11-30T09:00Z')
  })

  test('that never come make nothing due', () => {
    const never: Calendar = { ...berlin, hours: { mon: [] } }
    assert.equal(addWork(never, at('2026-11-23T10:00:00Z'), 60), null)
  })
})

describe('the clocks of a ticket', () => {
  test('stand while it waits: opened Friday 15:30, pending Monday 10 to 12, due Monday 13:30', () => {
    const opened = facts('2026-11-20T15:30:00+01:00')
    const pause = at('2026-11-23T10:00:00+01:00')
    const standing = clocksOf(promised(berlin), { ...opened, paused_at: pause }, pause)
    assert.deepEqual([standing.next_due_at, standing.next_alert_at], [null, null])
    const resumed = at('2026-11-23T12:00:00+01:00')
    const paused_seconds = workBetween(berlin, pause, resumed)
    const clocks = clocksOf(promised(berlin), { ...opened, paused_seconds }, resumed)
    assert.equal(text(clocks.resolve_due_at), '2026-11-23T12:30Z')
    // 80 percent of four hours are 3 h 12 min.
    assert.equal(text(clocks.next_alert_at), '2026-11-23T11:42Z')
  })

  test('of the first reply never stand, and end with it', () => {
    const opened = facts('2026-11-23T09:00:00+01:00', { paused_at: at('2026-11-23T09:10:00+01:00') })
    const promises = promised(berlin, 240, 60)
    assert.equal(text(clocksOf(promises, opened, opened.started_at).next_due_at), '2026-11-23T09:00Z')
    assert.equal(clocksOf(promises, { ...opened, is_replied: true }, opened.started_at).next_due_at, null)
  })

  test('warn once and break once, in this order, however late the look', () => {
    const opened = facts('2026-11-23T09:00:00+01:00')
    const late = at('2026-11-24T09:00:00+01:00')
    const first = marksAt(promised(berlin, 60), opened, late)
    assert.deepEqual(
      first.told.map(({ mark, due_at }) => [mark, text(due_at)]),
      [['warned', '2026-11-23T09:00Z']],
    )
    const second = marksAt(promised(berlin, 60), { ...opened, resolve_mark: 'warned' }, late)
    assert.deepEqual([second.told.map(({ mark }) => mark), second.clocks.next_alert_at], [['breached'], null])
    assert.deepEqual(marksAt(promised(berlin, 60), { ...opened, resolve_mark: 'breached' }, late).told, [])
  })

  test('that a longer promise sets right are not broken any more', () => {
    const opened = facts('2026-11-23T09:00:00+01:00', { resolve_mark: 'breached' })
    const now = at('2026-11-23T11:00:00+01:00')
    assert.equal(clocksOf(promised(berlin, 240), opened, now).resolve_mark, null)
    assert.equal(clocksOf(promised(berlin, 130), opened, now).resolve_mark, 'warned')
  })
})
