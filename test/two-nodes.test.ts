import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { freshDatabase } from './harness/database.ts'
import { personAt } from './harness/person.ts'
import { runCommand, startServer } from './harness/server-process.ts'
import { password } from './portal.ts'

/** Two processes of the portal on one PostgreSQL, as operators run them beside each other. */
const shared = process.env.TEST_DATABASE_URL ? {} : { skip: 'needs TEST_DATABASE_URL' }

async function twoNodes(more: Record<string, string> = {}) {
  const { database, url, drop } = await freshDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'two-nodes-'))
  const nodes = await Promise.all([startServer(folder, url, more), startServer(folder, url, more)])
  return {
    database,
    url,
    folder,
    bases: nodes.map(({ base }) => base) as [string, string],
    async close() {
      for (const node of nodes) await node.kill()
      await drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

describe('two nodes on one database', shared, () => {
  test('a session that ends on one node is dead on the other with the next request', async (t) => {
    const { bases, close } = await twoNodes()
    t.after(close)
    const [here, there] = bases
    const ada = personAt(here, 'Ada', 'ada@provider.example')
    await ada
      .post('/api/auth/register', { email: ada.email, password, first_name: 'Ada', company_name: 'Provider' })
      .answers(201)
    const made = await ada
      .post('/api/users', { email: 'pam@people.example', first_name: 'Pam', password: 'violet harbour 19' })
      .answers(201)
    const pam = personAt(there, 'Pam', 'pam@people.example')
    await pam.post('/api/auth/login', { email: pam.email, password: 'violet harbour 19' }).answers(200)
    const chosen = { current_password: 'violet harbour 19', new_password: password }
    await pam.post('/api/auth/password/change', chosen).answers(200)
    const elsewhere = () => {
      const person = personAt(there)
      for (const [name, value] of pam.cookies) person.cookies.set(name, value)
      return person
    }

    const other = personAt(here)
    await other.post('/api/auth/login', { email: pam.email, password }).answers(200)
    const { items } = await other.get('/api/auth/sessions').answers(200)
    const foreign = (items as unknown as { id: number; current: boolean }[]).find(({ current }) => !current)
    await pam.get('/api/me').answers(200)
    await other.delete(`/api/auth/sessions/${foreign?.id}`).answers(204)
    await pam.get('/api/me').answers(401)

    await pam.post('/api/auth/login', { email: pam.email, password }).answers(200)
    const again = { current_password: password, new_password: 'quite another phrase 1' }
    await other.post('/api/auth/password/change', again).answers(200)
    await elsewhere().get('/api/me').answers(401)

    await pam.post('/api/auth/login', { email: pam.email, password: again.new_password }).answers(200)
    await ada.post(`/api/users/${made.id}/disable`, { reason: 'Left' }).answers(200)
    await elsewhere().get('/api/me').answers(401)
  })

  test('a key that is revoked on one node is dead on the other with the next request', async (t) => {
    const { bases, close } = await twoNodes()
    t.after(close)
    const ada = personAt(bases[0], 'Ada', 'ada@provider.example')
    await ada
      .post('/api/auth/register', { email: ada.email, password, first_name: 'Ada', company_name: 'Provider' })
      .answers(201)
    const made = await ada.post('/api/api-keys', { description: 'k', scopes: ['account.read'] }).answers(201)
    const headers = { authorization: `Bearer ${made.api_key}` }
    const there = personAt(bases[1])
    await there.get('/api/me', { headers }).answers(200)
    await ada.delete(`/api/api-keys/${made.key?.id}`).answers(204)
    await there.get('/api/me', { headers }).answers(401, 'invalid_api_key')
  })

  test('limits of sign-in hold over both nodes together', async (t) => {
    const { bases, close } = await twoNodes({
      RATE_LIMIT_LOGIN: '6/minute',
      RATE_LIMIT_LOGIN_SPRAY: '4/hour',
    })
    t.after(close)
    const ada = personAt(bases[0], 'Ada', 'ada@provider.example')
    await ada
      .post('/api/auth/register', { email: ada.email, password, first_name: 'Ada', company_name: 'Provider' })
      .answers(201)
    const codes: string[] = []
    for (let i = 0; i < 8; i++) {
      const body = { email: `nobody${i}@people.example`, password: 'wrong' }
      const reply = await personAt(bases[i % 2 ? 1 : 0]).post('/api/auth/login', body)
      codes.push(`${reply.status} ${reply.headers.get('ratelimit-remaining')}`)
    }
    // Four different addresses, then the spray stops the next two, then the sign-in limit all others.
    assert.deepEqual(codes, ['401 5', '401 4', '401 3', '401 2', '429 1', '429 0', '429 0', '429 0'])
  })

  test('a member who is suspended on one node has no right on the other, with the next request', async (t) => {
    const { bases, close } = await twoNodes()
    t.after(close)
    const [here, there] = bases
    const ada = personAt(here, 'Ada', 'ada@provider.example')
    await ada
      .post('/api/auth/register', { email: ada.email, password, first_name: 'Ada', company_name: 'Provider' })
      .answers(201)
    const made = await ada
      .post('/api/users', { email: 'sue@people.example', first_name: 'Sue', password: 'violet harbour 19' })
      .answers(201)
    const sue = personAt(there, 'Sue', 'sue@people.example')
    await sue.post('/api/auth/login', { email: sue.email, password: 'violet harbour 19' }).answers(200)
    const chosen = { current_password: 'violet harbour 19', new_password: password }
    await sue.post('/api/auth/password/change', chosen).answers(200)
    const acme = await ada.post('/api/companies', { name: 'Acme' }).answers(201)
    const { items } = await ada.get('/api/roles?kind=customer').answers(200)
    const role = (items as unknown as { id: number; name: string }[]).find(({ name }) => name === 'Owner')
    const member = await ada
      .post(`/api/companies/${acme.id}/memberships`, { user_id: Number(made.id), role_id: role?.id })
      .answers(201)
    await sue.post('/api/switch-company', { company_id: acme.id }).answers(200)
    await sue.get('/api/company').answers(200)
    const { api_key } = await sue
      .post('/api/api-keys', { description: 'Script', scopes: ['company.view'] })
      .answers(201)
    const byKey = () => personAt(there).get('/api/company', { headers: { 'x-api-key': String(api_key) } })
    await byKey().answers(200)

    await ada.post(`/api/memberships/${member.id}/suspend`, {}).answers(200)
    await sue.get('/api/company').answers(403, 'no_active_company')
    await byKey().answers(401)
    await ada.post(`/api/memberships/${member.id}/resume`).answers(200)
    await sue.get('/api/company').answers(200)
    await byKey().answers(200)
  })

  test('the administrator of the configuration is made once by two that start at once', async (t) => {
    const admin = {
      INITIAL_ADMIN_EMAIL: 'boss@provider.example',
      INITIAL_ADMIN_PASSWORD: 'violet harbour 19',
    }
    const { bases, url, folder, close } = await twoNodes(admin)
    t.after(close)
    const boss = personAt(bases[0])
    const login = { email: admin.INITIAL_ADMIN_EMAIL, password: admin.INITIAL_ADMIN_PASSWORD }
    await boss.post('/api/auth/login', login).answers(200)
    const chosen = { current_password: login.password, new_password: password }
    await boss.post('/api/auth/password/change', chosen).answers(200)
    const { items } = await boss.get('/api/users').answers(200)
    assert.equal(items?.length, 1)

    const changed = await startServer(folder, url, {
      ...admin,
      INITIAL_ADMIN_PASSWORD: 'another horse entirely 9',
    })
    const late = personAt(changed.base)
    await late
      .post('/api/auth/login', { email: login.email, password: 'another horse entirely 9' })
      .answers(401)
    await late.post('/api/auth/login', { email: login.email, password }).answers(200)
    await changed.kill()
  })

  test('the command line makes, promotes, unlocks people and sets passwords beside a running portal', async (t) => {
    const { bases, url, folder, close } = await twoNodes()
    t.after(close)
    const run = (...args: string[]) => runCommand(['user', ...args], folder, url)
    const made = await run('create', 'first@provider.example', '--super-admin')
    assert.equal(made.code, 0, made.said)
    const first = personAt(bases[0])
    const given = made.said.trim().split('\n').at(-1) ?? ''
    const { session } = await first
      .post('/api/auth/login', { email: 'first@provider.example', password: given })
      .answers(200)
    assert.equal(String(session?.restriction), 'change_password')
    await first
      .post('/api/auth/password/change', { current_password: given, new_password: password })
      .answers(200)
    assert.equal(String((await first.get('/api/auth/session').answers(200)).company?.kind), 'provider')

    assert.equal((await run('create', 'second@provider.example')).code, 0)
    assert.match((await run('promote', 'second@provider.example')).said, /is a super administrator now/)
    assert.equal((await first.get('/api/users?super_admin=true').answers(200)).items?.length, 2)
    assert.equal((await run('unlock', 'second@provider.example')).code, 0)
    const reset = await run('reset-password', 'first@provider.example')
    assert.equal(reset.code, 0, reset.said)
    await first.get('/api/auth/session').answers(401)
    const lost = await run('reset-second-factor', 'second@provider.example')
    assert.equal(lost.code, 0, lost.said)
    assert.equal((await run('create', 'second@provider.example')).code, 1)
    assert.match((await run('create', 'no address')).said, /^email: This is no e-mail address\.\n$/)
    const nobody = await run('unlock', 'nobody@provider.example')
    assert.deepEqual(nobody, { code: 1, said: 'Nobody has the address nobody@provider.example.\n' })
    assert.equal((await run('celebrate', 'nobody@provider.example')).code, 64)
  })
})
