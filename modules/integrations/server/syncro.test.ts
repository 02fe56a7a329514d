import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { asOwner } from '../../../platform/database/index.ts'
import { until } from '../../../test/harness/until.ts'
import { type Cast, type Loose, portal } from '../../../test/portal.ts'
import { type SyncroStandIn, syncroStandIn } from '../../../test/stand-ins/syncro.ts'
import { houseOf } from './house.ts'
import { SyncroProblem, syncroClient } from './syncro.client.ts'
import { importTicketsJob } from './syncro.job.ts'

const path = '/api/tickets/import/syncro'
let cast: Cast
let syncro: SyncroStandIn

const ticket = (id: number, more: object = {}) => ({
  id,
  number: 10_000 + id,
  subject: `Ticket ${id}`,
  customer_id: 77,
  status: 'In Progress',
  priority: '2 Normal',
  created_at: '2020-02-03T04:05:06.000-05:00',
  updated_at: '2020-02-04T04:05:06.000-05:00',
  resolved_at: null,
  contact: { name: 'Bob', email: cast.acme.bob.email },
  user: { email: cast.tess.email },
  problem_type: 'Network',
  comments: [
    { id: id * 10, subject: 'Initial Issue', body: `It broke ${id}`, tech: 'customer-reply', hidden: false },
    {
      id: id * 10 + 1,
      subject: 'Update',
      body: '<p>Fixed <script>x</script></p>',
      tech: 'Tina',
      hidden: false,
    },
    { id: id * 10 + 2, subject: 'Private', body: 'Between us', tech: 'Tina', hidden: id % 2 ? true : 'true' },
  ],
  ...more,
})

/** Quick: a minute is as long as 600 ms, and a second of waiting 5 ms. */
function quick(window_ms: number, retry_unit_ms: number): void {
  Object.assign(houseOf(cast.database), { syncro: { window_ms, retry_unit_ms } })
}

const save = async (more: object = {}) => {
  const { version } = await cast.ada.get('/api/integrations/syncro').answers(200)
  return cast.ada.put('/api/integrations/syncro', {
    version,
    enabled: true,
    settings: { base_url: syncro.url, requests_per_minute: 180, statuses: { 'On Ice': 'pending' } },
    secrets: { api_key: syncro.key },
    ...more,
  })
}

before(async () => {
  cast = await portal()
  syncro = await syncroStandIn([])
  quick(180, 5)
  await cast.ada.patch(`/api/companies/${cast.acme.id}`, { version: 1, syncro_id: '77' }).answers(200)
})

after(() => syncro.close())

const counts = ({ fetched, created, updated, skipped, failed_items }: Loose) =>
  [fetched, created, updated, skipped, failed_items].map(Number)

const ticketOf = async (external: number) => {
  const [row] = await asOwner(
    cast.database,
    async (client) =>
      (
        await client.query<{ ticket_id: string }>(
          `select ticket_id from ticket_import_keys where source = 'syncro' and kind = 'ticket' and external_id = $1`,
          [String(external)],
        )
      ).rows,
  )
  return `/api/tickets/${row?.ticket_id}`
}

test('a key is kept secret, a blank one kept, and a test only reads and says what is missing', async () => {
  const { ada, olive } = { ada: cast.ada, olive: cast.acme.olive }
  await ada.post(path, { mode: 'all' }).answers(409, 'not_enabled')
  await save({ settings: { base_url: 'http://169.254.169.254/' } }).then((reply) =>
    assert.equal(reply.status, 422),
  )
  await save({ secrets: {} }).then((reply) => assert.equal(reply.status, 422))
  const { body: wrong } = await save({ secrets: { api_key: 'wrong' } })
  assert.equal(wrong.state, 'untested', JSON.stringify(wrong))
  const check = async () => {
    const { id } = await ada.post('/api/integrations/syncro/checks').answers(202)
    return until(async () => {
      const now = await ada.get(`/api/integrations/syncro/checks/${id}`).answers(200)
      return now.finished_at ? now : null
    })
  }
  const failed = (await check()) as Loose
  assert.equal(failed.ok, false)
  assert.match(JSON.stringify(failed.steps), /refuses the key/)
  await save()
  await save({ secrets: { api_key: '' } })
  const passed = (await check()) as Loose
  assert.equal(passed.ok, true, JSON.stringify(passed))
  const shown = await ada.get('/api/integrations/syncro')
  assert.doesNotMatch(shown.text, new RegExp(syncro.key))
  assert.equal(JSON.parse(shown.text).state, 'ok')
  const stored = await asOwner(cast.database, async (client) =>
    JSON.stringify((await client.query('select e.data, s.* from events e, integration_settings s')).rows),
  )
  assert.ok(!stored.includes(syncro.key))
  assert.ok(syncro.requests.every(({ path: asked }) => asked.includes('?page=1')))
  await ada
    .put('/api/integrations/syncro', { version: 1, enabled: false, settings: {} })
    .answers(409, 'stale_version')
  await olive.get('/api/integrations/syncro').answers(403)
  await cast.tess.post(path, { mode: 'all' }).answers(403)
})

test('a range: gaps are skipped, an item that fails is a problem, comments are entries, hidden ones notes', async () => {
  const { ada, acme, tess } = cast
  for (let id = 1500; id <= 1525; id++) if (![1503, 1510, 1525].includes(id)) syncro.tickets.push(ticket(id))
  syncro.always('/api/v1/tickets/1507', { status: 500 })
  syncro.next('/api/v1/tickets/1509', { status: 429, headers: { 'retry-after': '3' } })
  const run = await ada.post(path, { mode: 'range', startId: 1500, endId: 1525 }).answers(202)
  assert.equal(run.status, 'finished', JSON.stringify(run))
  assert.deepEqual(counts(run), [22, 22, 0, 3, 1])
  assert.deepEqual(
    (run.problems as unknown as Loose[]).map(({ external_id, code }) => `${external_id} ${code}`),
    ['1507 no_answer'],
  )
  const at = await ticketOf(1500)
  const seen = await acme.bob.get(at).answers(200)
  assert.match(JSON.stringify(seen), /It broke 1500/)
  assert.doesNotMatch(JSON.stringify(seen), /<script|Between us/)
  assert.equal(seen.created_at, '2020-02-03T09:05:06.000Z')
  assert.equal(seen.reply_count, 1)
  const desk = await tess.get(at).answers(200)
  assert.equal(desk.import_source, 'syncro')
  assert.ok(!('import_source' in seen))
  assert.match(JSON.stringify(desk), /Between us/)
  assert.deepEqual(
    [desk.status, desk.assignee?.id, desk.requester?.id],
    ['in_progress', tess.user_id, acme.bob.user_id],
  )
  const found = await tess.get('/api/tickets?q=11500').answers(200)
  assert.equal((found.items as unknown as Loose[]).length, 1, 'the old number finds it')

  await tess.patch(at, { status: 'pending' }).answers(200)
  Object.assign(syncro.tickets.find((one) => (one as { id: number }).id === 1500) as object, {
    status: 'Closed',
  })
  const again = await ada.post(path, { mode: 'range', start_id: 1500, end_id: 1525 }).answers(202)
  assert.deepEqual(counts(again), [22, 0, 0, 25, 1])
  assert.equal((await tess.get(at).answers(200)).status, 'pending', 'what people changed here stays')
  assert.deepEqual((await ada.get('/api/mail-messages?q=Ticket').answers(200)).items, [])
})

test('single, all, and what cannot be', async () => {
  const { ada } = cast
  const missing = await ada.post(path, { mode: 'single', ticketId: 9 }).answers(202)
  assert.deepEqual([missing.status, ...counts(missing)], ['finished', 0, 0, 0, 1, 0])
  syncro.tickets.push(ticket(2000, { customer_id: 5, status: 'On Ice' }), null, { subject: 'no id' })
  const contacts: Record<number, object> = {
    2002: { name: 'Grace Hopper', email: 'Grace@acme.example' },
    2003: { name: 'Grace Hopper', email: 'grace@acme.example' },
    2004: { name: 'Paul Gone (ex staff)', email: 'gone@acme.example' },
  }
  for (let id = 2001; id < 2030; id++) {
    const contact = contacts[id] ?? { name: 'Bob', email: cast.acme.bob.email }
    syncro.tickets.push(ticket(id, { status: 'On Ice', comments: [], contact }))
  }
  const all = await ada.post(path, { mode: 'all' }).answers(202)
  assert.equal(all.status, 'finished')
  assert.deepEqual(counts(all), [53, 30, 0, 23, 2], JSON.stringify(all))
  assert.match(JSON.stringify(all.problems), /"code":"unknown_customer","value":"5"/)
  assert.equal((await cast.tess.get(await ticketOf(2001)).answers(200)).status, 'pending')
  const people = async (q: string) =>
    (await cast.acme.olive.get(`/api/staff-members?q=${q}`).answers(200)).items as unknown as Loose[]
  const grace = await people('hopper')
  assert.deepEqual(
    grace.map(({ first_name, email }) => `${first_name} ${email}`),
    ['Grace grace@acme.example'],
    'who asked is in the directory, once',
  )
  const hers = await cast.tess.get(await ticketOf(2002)).answers(200)
  assert.equal(hers.requester_staff_member_id, grace[0]?.id)
  assert.deepEqual(await people('gone'), [])
  await cast.portal.background.idle()
  const told = await ada.get('/api/notifications?event_type=tickets.sync_finished').answers(200)
  assert.match(JSON.stringify(told.items), /30 new, 0 changed, 23 skipped/)
  for (const [body, field] of [
    [{ mode: 'single' }, 'ticket_id'],
    [{ mode: 'range', start_id: 5 }, 'end_id'],
    [{ mode: 'range', start_id: 5, end_id: 4 }, 'end_id'],
    [{ mode: 'range', start_id: 1, end_id: 60_000 }, 'end_id'],
  ] as const)
    assert.match((await ada.post(path, body)).text, new RegExp(field))
  const bad = '{"tickets": 5}'
  syncro.next('/api/v1/tickets?page=1', { status: 200, body: bad })
  const failed = await ada.post(path, { mode: 'all' }).answers(202)
  assert.equal(failed.status, 'failed')
  assert.match(JSON.stringify(failed.problems), /unexpected_answer/)
})

test('without waiting the answer comes at once; one run at a time; a cancelled one ends behind the ticket in hand', async () => {
  const { ada } = cast
  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  syncro.next('/api/v1/tickets?page=2', { status: 200, hold: held })
  const run = await ada.post(path, { mode: 'all', wait: false }).answers(202)
  assert.equal(run.status, 'queued')
  const refused = await ada.post(path, { mode: 'single', ticket_id: 1 }).answers(409, 'sync_running')
  assert.equal(refused.id, run.id)
  await until(async () => Number((await ada.get(`${path}/${run.id}`).answers(200)).fetched) > 0)
  const cancelled = await ada.delete(`${path}/${run.id}`).answers(202)
  assert.equal(cancelled.status, 'cancelled')
  const asked = syncro.requests.length
  release()
  await ada.delete(`${path}/${run.id}`).answers(409, 'already_finished')
  const next = await ada.post(path, { mode: 'single', ticket_id: 1500 }).answers(202)
  assert.equal(next.status, 'finished')
  assert.ok(syncro.requests.slice(asked).every(({ path: one }) => !one.includes('page=3')))
  const listed = await ada.get(`${path}?limit=2`).answers(200)
  assert.equal((listed.items as unknown as Loose[]).length, 2)
  assert.ok(listed.next)
})

test('a worker that takes a run over goes on behind its last page; who had it before keeps nothing', async () => {
  const { ada, database } = cast
  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  const second = '/api/v1/tickets?page=2'
  const from = syncro.requests.length
  syncro.next(second, { status: 200, hold: held })
  const { id } = await ada.post(path, { mode: 'all', wait: false }).answers(202)
  await until(() => syncro.requests.slice(from).some(({ path: asked }) => asked === second))
  const { signal } = new AbortController()
  await importTicketsJob.run({ data: { sync_run_id: Number(id) }, database, signal, attempt: 1 } as never)
  release()
  await cast.portal.background.idle()
  const over = await ada.get(`${path}/${id}`).answers(200)
  assert.deepEqual([over.status, ...counts(over)], ['finished', 53, 0, 0, 53, 2], JSON.stringify(over))
})

test('two workers together never ask more often than allowed, and all wait when Syncro says so', async () => {
  const window_ms = 1_500
  const rate = 125
  quick(window_ms, 100)
  const access = { base_url: syncro.url, api_key: syncro.key, requests_per_minute: rate }
  const { signal } = new AbortController()
  const house = houseOf(cast.database)
  const from = syncro.requests.length
  syncro.next('/api/v1/tickets/40', { status: 429, headers: { 'retry-after': '3' } })
  const worker = async (first: number) => {
    const client = syncroClient(house, access, signal)
    for (let id = first; id < 150; id += 2) await client.get(`/tickets/${id}`)
  }
  await Promise.all([worker(0), worker(1)])
  const times = syncro.requests.splice(from)
  const limited = times.findIndex(({ path: one }) => one.endsWith('/40'))
  syncro.requests.splice(0, syncro.requests.length, ...times)
  assert.ok(syncro.fullest(window_ms) <= rate, `${syncro.fullest(window_ms)} in the fullest window`)
  const at = times[limited]?.at ?? 0
  // What was on its way already may still arrive.
  const soon = times.slice(limited + 1).filter((one) => one.at - at > 60 && one.at - at < 300)
  assert.deepEqual(soon, [], 'nobody asks before Retry-After')
  const refused = syncroClient(house, { ...access, api_key: 'no' }, signal)
  await assert.rejects(
    refused.get('/tickets/1500'),
    (error) => error instanceof SyncroProblem && error.isFatal,
  )
})

test('what the environment sets wins and is locked; five failures in a row pause the connection, one success ends that', async () => {
  const { ada, acme, database } = cast
  quick(180, 5)
  const card = async () => {
    const { items } = await ada.get('/api/integrations?q=sync').answers(200)
    return (items as unknown as Loose[])[0] as Loose
  }
  assert.deepEqual((await ada.get('/api/integrations?q=nothing').answers(200)).items, [])
  await acme.olive.get('/api/integrations').answers(403)
  await save()
  assert.deepEqual([(await card()).missing, (await card()).enabled], [[], true])
  syncro.always('/api/v1/tickets/1500', { status: 500 })
  for (let n = 0; n < 5; n++) await ada.post(path, { mode: 'single', ticket_id: 1500 }).answers(202)
  const failing = await card()
  assert.deepEqual([failing.state, failing.last_error], ['paused', 'Syncro answered 500'])
  syncro.always('/api/v1/tickets/1500', { status: 200 })
  await ada.post(path, { mode: 'single', ticket_id: 1500 }).answers(202)
  const { health, state } = await ada.get('/api/integrations/syncro').answers(200)
  assert.deepEqual([state, (health as unknown as Loose).consecutive_failures], ['ok', 0])

  Object.assign(houseOf(database), { given: { base_url: syncro.url, api_key: 'of the environment' } })
  const locked = await ada.get('/api/integrations/syncro')
  assert.deepEqual(JSON.parse(locked.text).locked, {
    base_url: 'SYNCRO_WEBHOOK_URL',
    api_key: 'SYNCRO_API_KEY',
  })
  assert.doesNotMatch(locked.text, /of the environment/)
  const refused = await save({ settings: { base_url: 'http://127.0.0.1:1' }, secrets: {} })
  assert.deepEqual(
    [refused.status, refused.body.code, refused.body.variable],
    [409, 'locked_by_environment', 'SYNCRO_WEBHOOK_URL'],
  )
  assert.equal((await save()).status, 409, 'nor is there another key')
  const run = await ada.post(path, { mode: 'single', ticket_id: 1500 }).answers(202)
  assert.match(JSON.stringify(run.problems), /refuses the key/, 'the key of the environment is used')
  Object.assign(houseOf(database), { given: undefined })
})
