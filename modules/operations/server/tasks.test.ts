import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { Id, z } from '../../../platform/contract/schema.ts'
import { defineTask, previewSchedule } from '../../../platform/jobs/index.ts'
import { runUnderWay } from '../../../test/harness/stream-writes.ts'
import { until } from '../../../test/harness/until.ts'
import { type Cast, type Loose, portal } from '../../../test/portal.ts'

defineTask({
  name: 'test.each',
  label: 'Visits a company',
  input: z.strictObject({ days: z.int().check(z.gte(1)), broken: z.optional(Id) }),
  per_company: true,
  async run({ company_id, input, say }) {
    say(`Visiting ${company_id} for ${input.days} days`)
    if (company_id === input.broken) throw new Error('Nobody at home')
    return { visited: company_id }
  },
})
const held = Promise.withResolvers<void>()
defineTask({
  name: 'test.waits',
  label: 'Waits until it is told to end',
  input: z.object({}),
  per_company: false,
  async run({ say, signal }) {
    say('Waiting', 'warn')
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    held.resolve()
    return {}
  },
})

let cast: Cast
before(async () => {
  cast = await portal()
})

const path = '/api/scheduled-tasks'
const plan = {
  task: 'test.each',
  name: 'Visits',
  cron: '30 2 * * 1-5',
  time_zone: 'Europe/Berlin',
  input: { days: 3 },
}
const items = (body: Loose) => body.items as unknown as Loose[]

test('a schedule is said in words, with its next times; one that never comes is refused', async () => {
  const { ada } = cast
  const { next, sentence } = await ada
    .post(`${path}/preview`, { cron: '30 2 * * 1-5', time_zone: 'Australia/Sydney' })
    .answers(200)
  assert.equal((next as unknown as string[]).length, 5)
  assert.deepEqual(sentence as unknown, {
    en: 'At 02:30, Monday through Friday',
    de: 'Um 02:30, Montag bis Freitag',
  })
  for (const [cron, time_zone, field] of [
    ['0 0 30 2 *', 'UTC', 'cron'],
    ['* * * * * *', 'UTC', 'cron'],
    ['61 * * * *', 'UTC', 'cron'],
    ['0 2 * * *', 'Mars/Olympus', 'time_zone'],
    ['0 2 * * *', '+02:00', 'time_zone'],
  ]) {
    const refused = await ada.post(`${path}/preview`, { cron, time_zone }).answers(422, 'invalid_input')
    assert.equal(refused.errors?.[0]?.field, field)
  }
})

test('a task at 02:30 runs once in each night over both changes of the clock', () => {
  const nights = (from: string) =>
    previewSchedule('30 2 * * *', 'Europe/Berlin', new Date(from)).next.slice(0, 3)
  // In March 02:30 does not exist: it runs at the first minute after the gap. In October it exists twice.
  assert.deepEqual(nights('2026-03-28T00:00:00Z'), [
    '2026-03-28T01:30:00.000Z',
    '2026-03-29T01:00:00.000Z',
    '2026-03-30T00:30:00.000Z',
  ])
  assert.deepEqual(nights('2026-10-24T00:00:00Z'), [
    '2026-10-24T00:30:00.000Z',
    '2026-10-25T00:30:00.000Z',
    '2026-10-26T01:30:00.000Z',
  ])
})

test('what does not fit is refused with its field', async () => {
  const { ada, tess, acme } = cast
  const refusals: [object, string][] = [
    [{ ...plan, task: 'test.unknown' }, 'task'],
    [{ ...plan, input: { days: 0 } }, 'input.days'],
    [{ ...plan, company_id: 999_999 }, 'company_id'],
    [{ ...plan, task: 'test.waits', input: {}, company_id: acme.id }, 'company_id'],
    [{ ...plan, task: 'test.waits', input: { speed: 'fast' } }, 'input.speed'],
    [{ ...plan, max_retries: 11 }, 'max_retries'],
    [{ ...plan, timeout_seconds: 9 }, 'timeout_seconds'],
  ]
  for (const [body, field] of refusals) {
    const refused = await ada.post(path, body).answers(422, 'invalid_input')
    assert.equal(refused.errors?.[0]?.field, field)
  }
  const none = await ada.post(path, { ...plan, input: { days: 0 } }).answers(422)
  assert.equal(none.errors?.[0]?.code, 'too_small')
  await tess.post(path, plan).answers(403)
  await acme.olive.get(path).answers(403)
})

test('a task is scheduled, changed with its version, paused, resumed and removed', async () => {
  const { ada } = cast
  const made = await ada.post(path, { ...plan, name: 'Changing' }).answers(201)
  const one = `${path}/${made.id}`
  assert.ok(Date.parse(String(made.next_run_at)) > Date.now())
  await ada.patch(one, { cron: '0 4 * * *' }).answers(428, 'version_required')
  const changed = await ada
    .patch(one, { version: made.version, cron: '0 4 * * *', time_zone: 'UTC' })
    .answers(200)
  assert.match(String(changed.next_run_at), /T04:00:00\.000Z$/)
  assert.equal(changed.version, 2)
  await ada.patch(one, { version: 1, cron: '0 5 * * *' }).answers(409, 'stale_version')
  assert.equal((await ada.patch(one, { version: 2, cron: '0 4 * * *' }).answers(200)).version, 2)
  const stale = { headers: { 'if-match': '"1"' } }
  for (const verb of ['pause', 'resume', 'run'])
    await ada.post(`${one}/${verb}`, {}, stale).answers(412, 'stale_version')
  assert.notEqual((await ada.post(`${one}/pause`).answers(200)).paused_at, null)
  const paused = await ada.get(`${path}?state=paused&q=chang`).answers(200)
  assert.deepEqual(
    items(paused).map(({ name }) => String(name)),
    ['Changing'],
  )
  const resumed = await ada.post(`${one}/resume`).answers(200)
  assert.equal(resumed.paused_at, null)
  await ada.delete(one).answers(428)
  await ada.delete(`${one}?version=${resumed.version}`).answers(204)
  await ada.get(one).answers(404)
})

test('the house’s own tasks can be moved, not removed, and partitions not paused', async () => {
  const { ada } = cast
  const found = await ada.get(`${path}?task=events.partitions`).answers(200)
  const [partitions] = items(found)
  assert.ok(partitions?.is_system)
  const one = `${path}/${partitions.id}`
  await ada.patch(one, { version: partitions.version, cron: '15 0 * * *' }).answers(200)
  await ada.patch(one, { version: Number(partitions.version) + 1, name: 'Mine' }).answers(409, 'system_task')
  await ada.delete(`${one}?version=2`).answers(409, 'system_task')
  await ada.post(`${one}/pause`).answers(409, 'system_task')
})

test('of two starts at the same moment one has the run, and the other is told of it', async () => {
  const { ada } = cast
  const { id } = await ada.post(path, { ...plan, task: 'test.waits', name: 'Twice', input: {} }).answers(201)
  const none = await ada.post(`${path}/${id}/run`, { company_ids: [cast.acme.id] }).answers(422)
  assert.equal(none.errors?.[0]?.field, 'company_ids')
  const answers = await Promise.all([1, 2].map(() => ada.post(`${path}/${id}/run`, {})))
  const [won, lost] = answers.toSorted((a, b) => a.status - b.status)
  assert.deepEqual([won?.status, lost?.status], [202, 409])
  assert.equal(lost?.body.code, 'already_running')
  assert.equal(lost?.body.scheduled_task_run_id, won?.body.id)
  assert.equal(won?.headers.get('location'), `/api/scheduled-task-runs/${won?.body.id}`)
  await cancelledWhileRunning(Number(won?.body.id))
})

/** The run says what it does while it runs, and ends when it is cancelled. */
async function cancelledWhileRunning(id: number): Promise<void> {
  const { ada } = cast
  const run = `/api/scheduled-task-runs/${id}`
  await until(async () => String((await ada.get(run).answers(200)).status) === 'running')
  await until(async () => items(await ada.get(`${run}/log`).answers(200)).length === 2)
  const { items: lines, is_over } = await ada.get(`${run}/log?after=1`).answers(200)
  assert.deepEqual(
    (lines as unknown as Loose[]).map(({ line, level, message }) => [line, level, message]) as unknown,
    [[2, 'warn', 'Waiting']],
  )
  assert.equal(is_over, false)
  assert.equal((await ada.post(`${run}/cancel`).answers(200)).status, 'cancelled')
  await ada.post(`${run}/cancel`).answers(409, 'not_running')
  await held.promise
}

test('a task without a company runs for each active customer, and one that fails stops none', async () => {
  const { ada, acme, globex, portal: house } = cast
  const { id } = await ada
    .post(path, { ...plan, name: 'All', max_retries: 0, input: { days: 1, broken: acme.id } })
    .answers(201)
  const started = await ada.post(`${path}/${id}/run`, {}).answers(200)
  const runs = started.done as unknown as number[]
  assert.ok(runs.length >= 2)
  await house.background.idle()
  const list = items(await ada.get(`${path}/${id}/runs`).answers(200))
  const byCompany = new Map(list.map((run) => [Number(run.company_id), run]))
  assert.equal(byCompany.get(acme.id)?.status, 'failed')
  assert.equal(byCompany.get(acme.id)?.error, 'Nobody at home')
  assert.equal(byCompany.get(globex.id)?.status, 'succeeded')
  assert.match(String(byCompany.get(globex.id)?.company_name), /^Globex/)
  const failing = await ada.get(`/api/scheduled-task-runs?status=failed&company_id=${acme.id}`).answers(200)
  assert.equal(items(failing).length, 1)
  const log = await ada.get(`/api/scheduled-task-runs/${byCompany.get(globex.id)?.id}/log`).answers(200)
  assert.deepEqual(items(log).map(({ message }) => message) as unknown, [
    'Attempt 1 began',
    `Visiting ${globex.id} for 1 days`,
    'Done',
  ])
  const chosen = await ada.post(`${path}/${id}/run`, { company_ids: [globex.id, 999_999] }).answers(200)
  assert.deepEqual([(chosen.done as unknown as number[]).length, chosen.failed], [
    1,
    [{ id: 999_999, code: 'not_found' }],
  ] as never)
})

test('a lost run that somebody looks at is told apart: live pages hear of runs', async () => {
  const { ada, tess } = cast
  const { id } = await ada.post(path, { ...plan, name: 'Heard', task: 'test.waits', input: {} }).answers(201)
  const run = await runUnderWay(cast, `${path}/${id}`)
  await tess.get(`/api/live?topics=task_run:${run}`).answers(422)
  await ada.get('/api/live?topics=task_run:999999').answers(422)
  const ended = new AbortController()
  const cookie = [...ada.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const stream = await fetch(`${cast.base}/api/live?topics=task_run:${run},scheduled_tasks`, {
    headers: { cookie, accept: 'text/event-stream' },
    signal: ended.signal,
  })
  assert.equal(stream.status, 200)
  await ada.post(`/api/scheduled-task-runs/${run}/cancel`).answers(200)
  let heard = ''
  for await (const chunk of stream.body ?? []) {
    heard += Buffer.from(chunk).toString()
    if (heard.includes('"task_run"') && heard.includes('"scheduled_task"')) break
  }
  ended.abort()
})
