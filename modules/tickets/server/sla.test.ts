import assert from 'node:assert/strict'
import { afterEach, before, describe, test } from 'node:test'
import { asOwner, inTransaction } from '../../../platform/database/index.ts'
import { until } from '../../../test/harness/until.ts'
import { type Cast, type Loose, portal } from '../../../test/portal.ts'
import { closeResolved } from './auto-close.task.ts'
import { addWork, type Calendar, workBetween } from './sla.calendar.ts'
import { type ClockFacts, clocksOf, marksAt, type Promises } from './sla.clock.ts'
import { tellPromises } from './sla.jobs.ts'
import { slaClock } from './sla.service.ts'

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

/** 2026-11-20 is a Friday. */
describe('promises of the desk', () => {
  let cast: Cast
  let calendarId: unknown
  before(async () => {
    cast = await portal()
    const hours = Object.fromEntries(
      ['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, [['09:00', '17:00']]]),
    )
    const body = { name: 'Office', time_zone: 'Europe/Berlin', hours, is_default: true }
    calendarId = (await cast.ada.post('/api/tickets/calendars', body).answers(201)).id
  })
  afterEach(() => {
    slaClock.now = () => Date.now()
  })

  const itIs = (moment: string) => {
    slaClock.now = () => at(moment)
  }
  const promise = (more: Record<string, unknown>) =>
    cast.ada
      .post('/api/tickets/sla-policies', { name: crypto.randomUUID(), calendar_id: calendarId, ...more })
      .answers(201)
  const toldOf = (id: unknown) =>
    inTransaction(cast.database, { role: 'portal_system', read_only: true }, async (tx) => {
      const { rows } = await tx.run<{ type: string; data: Record<string, unknown> }>(
        `select type, data from events where subject_type = 'ticket' and subject_id = $1 and type like 'ticket.sla%' order by id`,
        [id],
      )
      return rows.map(({ type, data }) => `${type} ${data.promise} ${data.due_at}`)
    })
  const open = async () =>
    (await cast.acme.bob.post('/api/tickets', { subject: 'Slow', body: 'b' }).answers(201)).id
  const clocks = async (id: unknown) => {
    const { rows } = await asOwner(cast.database, (client) =>
      client.query<Record<string, unknown>>(
        `select next_due_at, resolve_due_at, sla_policy_id, resolve_mark, version from myportal.tickets where id = $1`,
        [id],
      ),
    )
    return rows[0] ?? {}
  }
  const dueOf = async (id: unknown, column = 'next_due_at') => {
    const value = (await clocks(id))[column]
    return value === null ? null : new Date(String(value)).toISOString()
  }

  test('stand while a ticket waits for its customer, and are told once, however many look', async () => {
    const { tess, acme, database } = cast
    await promise({ targets: [{ priority: 'normal', resolve_minutes: 240 }], company_ids: [acme.id] })
    itIs('2026-11-20T15:30:00+01:00')
    const id = await open()
    assert.equal(await dueOf(id), '2026-11-23T10:30:00.000Z')
    itIs('2026-11-23T10:00:00+01:00')
    await tess.patch(`/api/tickets/${id}`, { status: 'pending' }).answers(200)
    assert.equal(await dueOf(id), null)
    assert.deepEqual(await Promise.all([tellPromises(database), tellPromises(database)]), [
      { told: 0 },
      { told: 0 },
    ])
    itIs('2026-11-23T12:00:00+01:00')
    await acme.bob.post(`/api/tickets/${id}/replies`, { body: 'Here you are' }).answers(201)
    assert.equal(await dueOf(id), '2026-11-23T12:30:00.000Z')

    const due = '2026-11-23T12:30:00.000Z'
    itIs('2026-11-23T12:42:00+01:00')
    const { version } = await clocks(id)
    await Promise.all([tellPromises(database), tellPromises(database)])
    assert.deepEqual(await toldOf(id), [`ticket.sla_warned resolve ${due}`])
    itIs('2026-11-23T16:00:00+01:00')
    await Promise.all([tellPromises(database), tellPromises(database)])
    await tellPromises(database)
    assert.deepEqual(await toldOf(id), [
      `ticket.sla_warned resolve ${due}`,
      `ticket.sla_breached resolve ${due}`,
    ])
    assert.equal((await clocks(id)).version, version)
  })

  test('follow the priority, end with the solution, and go on where they stood', async () => {
    const { ada, tess, globex } = cast
    const targets = [
      { priority: 'normal', resolve_minutes: 240, first_reply_minutes: 60 },
      { priority: 'high', resolve_minutes: 60 },
    ]
    const policy = await promise({ targets, company_ids: [globex.id] })
    itIs('2026-11-23T09:00:00+01:00')
    const { id } = await globex.eve.post('/api/tickets', { subject: 'Fast', body: 'b' }).answers(201)
    assert.equal(await dueOf(id), '2026-11-23T09:00:00.000Z')
    await tess.post(`/api/tickets/${id}/replies`, { body: 'On it' }).answers(201)
    assert.equal(await dueOf(id), '2026-11-23T12:00:00.000Z')
    await tess.patch(`/api/tickets/${id}`, { priority: 'high' }).answers(200)
    assert.equal(await dueOf(id), '2026-11-23T09:00:00.000Z')
    itIs('2026-11-23T09:30:00+01:00')
    await tess.post(`/api/tickets/${id}/resolve`, {}).answers(200)
    assert.equal(await dueOf(id), null)
    itIs('2026-11-24T09:00:00+01:00')
    await globex.eve.post(`/api/tickets/${id}/replies`, { body: 'Not solved' }).answers(201)
    // Half an hour of the hour was left; Monday's remaining 7.5 hours do not count.
    assert.equal(await dueOf(id), '2026-11-24T08:30:00.000Z')

    const changed = [{ priority: 'high', resolve_minutes: 120 }]
    await ada.patch(`/api/tickets/sla-policies/${policy.id}`, { targets: changed }).answers(200)
    await until(async () => (await dueOf(id)) === '2026-11-24T09:30:00.000Z')
    const holidays = [{ day: '2026-11-24', name: 'Nobody works' }]
    await ada.patch(`/api/tickets/calendars/${calendarId}`, { holidays }).answers(200)
    await until(async () => (await dueOf(id)) === '2026-11-25T09:30:00.000Z')
    await ada.patch(`/api/tickets/calendars/${calendarId}`, { holidays: [] }).answers(200)
  })

  test('are the company’s, else the default ones; what is used stays', async () => {
    const { ada, acme, reg } = cast
    const usual = await promise({ is_default: true, targets: [{ priority: 'normal', resolve_minutes: 60 }] })
    const { id } = await reg.post('/api/tickets', { subject: 'Nobody’s', body: 'b' }).answers(201)
    assert.equal((await clocks(id)).sla_policy_id, Number(usual.id))
    assert.notEqual((await clocks(await open())).sla_policy_id, Number(usual.id))
    await ada.delete(`/api/tickets/sla-policies/${usual.id}`).answers(409, 'last_default')
    await ada.patch(`/api/tickets/sla-policies/${usual.id}`, { is_default: false }).answers(200)
    await ada.delete(`/api/tickets/sla-policies/${usual.id}`).answers(409, 'sla_policy_in_use')
    await ada.delete(`/api/tickets/calendars/${calendarId}`).answers(409, 'last_default')
    await ada.patch(`/api/tickets/calendars/${calendarId}`, { is_default: false }).answers(200)
    const used = await ada.delete(`/api/tickets/calendars/${calendarId}`).answers(409, 'calendar_in_use')
    assert.deepEqual(Object.keys(used.counts ?? {}), ['sla_policies'])
    const taken = await promise({ company_ids: [acme.id] })
    assert.equal((taken.companies as unknown as Loose[])[0]?.id, acme.id as unknown as Loose)
    await ada.delete(`/api/tickets/sla-policies/${taken.id}`).answers(409, 'sla_policy_in_use')
    await ada.patch(`/api/tickets/sla-policies/${taken.id}`, { company_ids: [] }).answers(200)
    await ada.delete(`/api/tickets/sla-policies/${taken.id}`).answers(204)
  })

  test('that make no sense are refused, field by field', async () => {
    const { ada, tess, acme } = cast
    const calendar = { name: 'x', time_zone: 'Europe/Berlin' }
    for (const [body, field] of [
      [{ ...calendar, time_zone: 'Mars/Base' }, 'time_zone'],
      [{ ...calendar, hours: { mon: [['17:00', '09:00']] } }, 'hours.mon'],
      [
        {
          ...calendar,
          hours: {
            mon: [
              ['09:00', '12:00'],
              ['11:00', '13:00'],
            ],
          },
        },
        'hours.mon',
      ],
      [{ ...calendar, hours: { mon: [['9', '12:00']] } }, 'hours.mon.0.0'],
      [{ ...calendar, hours: { mon: [] } }, 'hours'],
      [{ ...calendar, holidays: [{ day: '2026-02-30', name: 'x' }] }, 'holidays.0.day'],
    ] as const) {
      const { errors } = await ada.post('/api/tickets/calendars', body).answers(422)
      assert.equal((errors as unknown as Loose[])[0]?.field, field as unknown as Loose)
    }
    const policy = { name: 'x', calendar_id: calendarId }
    for (const [body, field] of [
      [{ ...policy, calendar_id: 999_999 }, 'calendar_id'],
      [{ ...policy, targets: [{ priority: 'none' }] }, 'targets.0.priority'],
      [{ ...policy, company_ids: [999_999] }, 'company_ids'],
    ] as const) {
      const { errors } = await ada.post('/api/tickets/sla-policies', body).answers(422)
      assert.equal((errors as unknown as Loose[])[0]?.field, field as unknown as Loose)
    }
    await tess.post('/api/tickets/sla-policies', policy).answers(403, 'forbidden')
    await acme.olive.get('/api/tickets/sla-policies').answers(403)
    const asked = { time_zone: 'Europe/Berlin', minutes: [60], from: '2026-11-23T08:00:00Z' }
    const { items } = await tess.post('/api/tickets/calendars/preview', asked).answers(200)
    assert.equal((items as unknown as Loose[])[0]?.due_at, '2026-11-23T09:00:00.000Z' as unknown as Loose)
  })

  test('of solving: what stayed resolved for a week is closed, and reopens only within its days', async () => {
    const { ada, acme, database, tess, portal: house } = cast
    const resolved = async (days: number) => {
      const id = await open()
      await tess.post(`/api/tickets/${id}/resolve`, {}).answers(200)
      await asOwner(database, (client) =>
        client.query(
          `update myportal.tickets set resolved_at = now() - make_interval(days => $2) where id = $1`,
          [id, days],
        ),
      )
      return id
    }
    const [old, older, fresh] = [await resolved(8), await resolved(15), await resolved(6)]
    await house.background.idle()
    await closeResolved(database)
    const seen = async (id: unknown) => (await acme.bob.get(`/api/tickets/${id}`).answers(200)).status_kind
    assert.deepEqual([await seen(old), await seen(older), await seen(fresh)], [
      'closed',
      'closed',
      'resolved',
    ] as unknown as Loose[])
    await acme.bob.post(`/api/tickets/${old}/replies`, { body: 'Again' }).answers(201)
    const again = await tess.get(`/api/tickets/${old}`).answers(200)
    assert.deepEqual([again.status_kind, again.resolved_at, again.closed_at], [
      'open',
      null,
      null,
    ] as unknown as Loose[])
    await acme.bob.post(`/api/tickets/${older}/replies`, { body: 'Again' }).answers(409, 'ticket_closed')
    await ada.patch('/api/tickets/settings', { auto_close_days: 0 }).answers(200)
    await resolved(30)
    await house.background.idle()
    assert.deepEqual(await closeResolved(database), { closed: 0 })
    await ada.patch('/api/tickets/settings', { auto_close_days: 7 }).answers(200)
  })

  test('that nobody looks at for ten minutes: health says so meanwhile, the next look tells of it', async () => {
    const { ada, tess, database } = cast
    const asked = async (text: string, values: unknown[] = []) =>
      (await inTransaction(database, { role: 'portal_system' }, (tx) => tx.run(text, values))).rows
    const jobs = async () => String((await ada.get('/health')).body.components?.jobs?.status)
    const [stuck] = await asked(stuckTask)
    assert.equal(await jobs(), 'degraded')
    await asked('delete from scheduled_tasks where id = $1', [stuck?.id])
    await until(async () => (await jobs()) === 'ok')

    const { items } = await ada.get('/api/scheduled-tasks?system=true&limit=200').answers(200)
    const closing = (items as unknown as Loose[]).find(({ task }) => String(task) === 'tickets.auto_close')
    await asked(lastRun, [closing?.id])
    await ada.post(`/api/scheduled-tasks/${closing?.id}/run`, {}).answers(202)
    const path = '/api/notifications?event_type=tickets.deadlines_late'
    const told = async () => (await ada.get(path).answers(200)).items as unknown as Loose[]
    await until(async () => (await told()).length === 1)
    assert.match(String((await told())[0]?.message), /for \d+ minutes/)
    assert.deepEqual((await tess.get(path).answers(200)).items as unknown, [])
  })
})

const stuckTask = `with stuck as (insert into scheduled_tasks (task, name, cron) values ('test.stuck', 'Stuck', '0 0 1 1 *')
    returning id), under_way as (insert into scheduled_task_runs (scheduled_task_id, due_at, trigger, status, attempt, heartbeat_at)
    select id, now() - interval '1 day', 'schedule', 'running', 1, now() + interval '1 hour' from stuck), waiting as (
    insert into scheduled_task_runs (scheduled_task_id, due_at, trigger, status)
    select id, now() - interval '11 minutes', 'schedule', 'queued' from stuck)
  select id from stuck`
const lastRun = `insert into scheduled_task_runs (scheduled_task_id, due_at, trigger, status, finished_at)
  values ($1, now() - interval '3 hours', 'schedule', 'succeeded', now() - interval '3 hours')`
