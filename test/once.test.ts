import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import { allApis } from '../app/contracts.ts'
import type { AnyEndpoint } from '../platform/contract/endpoint.ts'
import { type Cast, type Loose, password, portal } from './portal.ts'
import { syncroStandIn } from './stand-ins/syncro.ts'

/** `Idempotency-Key` on endpoints that work outside the request's one transaction (api §4.10). */
let cast: Cast
before(async () => {
  cast = await portal()
})

const under = (key: string) => ({ headers: { 'idempotency-key': key } })

function form(text: string, name = 'notes.txt') {
  const file = new FormData()
  file.append('file', new Blob([text], { type: 'text/plain' }), name)
  return file
}

/**
 * Posts of signed-in people that no key can repeat: each spends a proof that works once, and most end the session or
 * the token they came with, so that the repeat is 401 before a key is looked at.
 */
const spent = [
  'companies.checkVerification',
  'identity.addPasskey',
  'identity.askForErasure',
  'identity.changePassword',
  'identity.confirm',
  'identity.impersonate',
  'identity.stopImpersonation',
  'identity.verifyTotp',
]
const tried = [
  'companies.importStaff',
  'companies.switchCompany',
  'identity.changeEmail',
  'identity.createUser',
  'integrations.createWebhookEndpoint',
  'integrations.importSyncro',
  'operations.startTask',
  'tickets.changeMany',
  'tickets.startImport',
  'tickets.upload',
]

test('every such endpoint is tried here, or is one that no key can repeat', () => {
  const own = Object.entries(allApis).flatMap(([module, api]) =>
    Object.entries(api as unknown as Record<string, AnyEndpoint>)
      .filter(([, { method, transaction, access }]) => {
        const isVisitors = access.words.some(({ word }) => word === 'visitor')
        return method === 'POST' && transaction === 'own' && !isVisitors
      })
      .map(([name]) => `${module}.${name}`),
  )
  assert.deepEqual(own.sort(), [...spent, ...tried].sort())
})

describe('an upload under a key', () => {
  test('is one file, however often it is sent', async () => {
    const { bob } = cast.acme
    const key = randomUUID()
    const first = await bob.post('/api/tickets/uploads', form('once'), under(key))
    assert.equal(first.status, 201)
    const again = await bob.post('/api/tickets/uploads', form('once'), under(key))
    assert.equal(again.status, 201)
    assert.equal(again.headers.get('idempotency-replayed'), 'true')
    assert.deepEqual(again.body, first.body)

    await bob.post('/api/tickets/uploads', form('other'), under(key)).answers(422, 'idempotency_key_reused')
    await bob
      .post('/api/tickets/uploads', form('once', 'other.txt'), under(key))
      .answers(422, 'idempotency_key_reused')
  })

  test('ten at once are one file, too, and leave the bytes of one', async () => {
    const { olive } = cast.acme
    const key = randomUUID()
    const before_ = await bytesKept()
    const replies = await Promise.all(
      Array.from(
        { length: 10 },
        async () => await olive.post('/api/tickets/uploads', form('ten'), under(key)),
      ),
    )
    const ids = new Set(replies.filter(({ status }) => status === 201).map(({ body }) => Number(body.id)))
    assert.equal(ids.size, 1)
    for (const { status, body } of replies)
      if (status !== 201) assert.deepEqual([status, String(body.code)], [409, 'request_in_progress'])
    assert.equal((await bytesKept()) - before_, 1)
  })

  test('that failed leaves no key', async () => {
    const { bob } = cast.acme
    const key = randomUUID()
    await bob.post('/api/tickets/uploads', form(''), under(key)).answers(422, 'file_empty')
    await bob.post('/api/tickets/uploads', form('now'), under(key)).answers(201)
  })

  async function bytesKept(): Promise<number> {
    const entries = await readdir(join(cast.folder, 'files'), { recursive: true, withFileTypes: true })
    return entries.filter((entry) => entry.isFile()).length
  }
})

test('switching the company under a key answers as it did, although the company is another now', async () => {
  const globex = await cast.member(cast.globex.id, 'Both', 'Member')
  await cast.ada
    .post(`/api/companies/${cast.acme.id}/memberships`, { email: globex.email, role_id: await memberRole() })
    .answers(201)
  const { items } = await globex.get('/api/invitations').answers(200)
  await globex.post(`/api/invitations/${items?.[0]?.membership_id ?? items?.[0]?.id}/accept`).answers(200)
  const key = randomUUID()
  const wanted = { company_id: cast.acme.id }
  const first = await globex.post('/api/switch-company', wanted, under(key)).answers(200)
  const again = await globex.post('/api/switch-company', wanted, under(key))
  assert.deepEqual([again.status, again.body.company], [200, first.company])
  assert.equal(again.headers.get('idempotency-replayed'), 'true')
  await globex
    .post('/api/switch-company', { company_id: cast.globex.id }, under(key))
    .answers(422, 'idempotency_key_reused')
})

test('a person added under a key is added once, and the password is not what the key knows', async () => {
  const key = randomUUID()
  const wanted = {
    email: `once.${randomUUID()}@people.example`,
    first_name: 'Once',
    password: 'violet harbour 19',
  }
  await cast.ada.post('/api/auth/confirm', { password }).answers(200)
  const first = await cast.ada.post('/api/users', wanted, under(key)).answers(201)
  const again = await cast.ada.post('/api/users', { ...wanted, password: 'another harbour 20' }, under(key))
  assert.deepEqual([again.status, again.body.id], [201, first.id])
  await cast.ada
    .post('/api/users', { ...wanted, first_name: 'Twice' }, under(key))
    .answers(422, 'idempotency_key_reused')
})

test('an import of people, a run of a task and a webhook are begun once', async () => {
  const { acme, ada } = cast
  const table = () => {
    const file = new FormData()
    file.append(
      'file',
      new Blob(['First name,Last name\r\nAnn,Able\r\n'], { type: 'text/csv' }),
      'people.csv',
    )
    return file
  }
  const keys = [randomUUID(), randomUUID(), randomUUID()]
  const [first, again] = [
    await acme.olive.post('/api/staff-members/imports', table(), under(keys[0] ?? '')),
    await acme.olive.post('/api/staff-members/imports', table(), under(keys[0] ?? '')),
  ]
  assert.deepEqual([first.status, again.status], [202, 202])
  assert.equal(again.body.id as unknown, first.body.id)

  const tasks = (await ada.get('/api/scheduled-tasks?system=true').answers(200)).items as unknown as {
    id: number
  }[]
  const run = () => ada.post(`/api/scheduled-tasks/${tasks[0]?.id}/run`, {}, under(keys[1] ?? ''))
  const [started, same] = [await run().answers(202), await run().answers(202)]
  assert.equal(same.id as unknown, started.id)

  const hook = { name: 'Once', url: 'http://127.0.0.1:59999/', event_types: ['ticket.created'] }
  const add = () => ada.post('/api/webhook-endpoints', hook, under(keys[2] ?? ''))
  const made = await add().answers(201)
  const told = await add().answers(409, 'already_created')
  assert.equal(told.id as unknown, made.id)
})

test('an import of tickets, a change of many and a run of Syncro are begun once', async (t) => {
  const { acme, ada, tess } = cast
  const syncro = await syncroStandIn([])
  t.after(syncro.close)
  const twice = async (post: (key: string) => Promise<Loose>) => {
    const key = randomUUID()
    const [first, again] = [await post(key), await post(key)]
    assert.ok(first.id ?? first.change_id)
    assert.deepEqual([again.id, again.change_id], [first.id, first.change_id])
  }
  const table = () => {
    const file = new FormData()
    file.append('source', 'once')
    file.append('mode', 'check')
    file.append('company_id', String(acme.id))
    file.append('file', new Blob(['id,subject\r\n1,One\r\n'], { type: 'text/csv' }), 'tickets.csv')
    return file
  }
  await twice((key) => ada.post('/api/tickets/imports', table(), under(key)).answers(202))
  const { id } = await acme.bob.post('/api/tickets', { subject: 'Many', body: 'b' }).answers(201)
  const change = { ids: [id], action: { priority: 'high' } }
  await twice((key) => tess.post('/api/tickets/bulk', change, under(key)).answers(200))

  const { version } = await ada.get('/api/integrations/syncro').answers(200)
  const settings = { base_url: syncro.url, requests_per_minute: 180, statuses: {} }
  const connection = { version, enabled: true, settings, secrets: { api_key: syncro.key } }
  await ada.put('/api/integrations/syncro', connection).answers(200)
  const run = { mode: 'single', ticket_id: 1, wait: false }
  await twice((key) => ada.post('/api/tickets/import/syncro', run, under(key)).answers(202))
})

async function memberRole(): Promise<number> {
  const { items } = await cast.ada.get('/api/roles?kind=customer').answers(200)
  const found = (items as unknown as { id: number; name: string }[]).find(({ name }) => name === 'Member')
  return Number(found?.id)
}
