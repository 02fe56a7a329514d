import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { asOwner, inTransaction, type Opening, type Transaction } from '../../../platform/database/index.ts'
import { personAt } from '../../../test/harness/person.ts'
import { type Cast, type Loose, type Person, password, portal } from '../../../test/portal.ts'

/**
 * Attacks of a customer's Owner on other companies. Each fails at two walls, and at each of them alone: the database
 * when the checks of the code are left out (the same write, sent as SQL in the attacker's own transaction), and the
 * code when the database's wall is taken down.
 */
const items = (body: Loose) => body.items as unknown as Loose[]
const refused = (code: string) => (error: unknown) => (error as { code?: string }).code === code

const owned = (cast: Cast, text: string, values: unknown[] = []) =>
  asOwner(cast.database, (client) => client.query(text.replaceAll('@', 'myportal.'), values))

/** As the attacker, with the settings that the door would give them, and no check of ours in between. */
function withoutCode<T>(
  cast: Cast,
  person: Person,
  companyId: number,
  work: (tx: Transaction) => Promise<T>,
) {
  const opening: Opening = { role: 'portal_member', company_ids: [companyId], user_id: person.user_id }
  return inTransaction(cast.database, opening, work)
}

/** How often the database refused a row that the code had let through. */
async function alarms({ visitor }: Cast): Promise<number> {
  const { text } = await visitor.get('/metrics')
  return Number(/^portal_isolation_refusals_total(?:\{[^}]*\})? (\d+)/m.exec(text)?.[1] ?? Number.NaN)
}

/** While the row-level security of these tables is off; what is refused then, the code refuses, and not a later wall. */
async function withoutPolicies(cast: Cast, tables: string[], work: () => Promise<unknown>): Promise<void> {
  const turn = (way: string) =>
    owned(cast, tables.map((table) => `alter table @${table} ${way} row level security;`).join(' '))
  const before = await alarms(cast)
  await turn('disable')
  try {
    await work()
    assert.equal(await alarms(cast), before, 'the database refused what the code should have')
  } finally {
    await turn('enable')
  }
}

async function roleNamed({ ada }: Cast, name: string, kind: string): Promise<number> {
  const roles = items(await ada.get(`/api/roles?kind=${kind}`).answers(200))
  return Number(roles.find((role) => String(role.name) === name)?.id)
}

async function membershipOf(by: Person, companyId: number, person: Person): Promise<Loose> {
  const list = items(await by.get(`/api/companies/${companyId}/memberships?limit=200`).answers(200))
  const found = list.find((one) => Number(one.user?.id) === person.user_id)
  assert.ok(found, `${person.name} is no member`)
  return found
}

/** Somebody who was a member of Acme once: their name may still be read there. */
async function onceAt(cast: Cast, person: Person): Promise<void> {
  const { ada, acme } = cast
  const role_id = await roleNamed(cast, 'Member', 'customer')
  const path = `/api/companies/${acme.id}/memberships`
  const { id } = await ada.post(path, { user_id: person.user_id, role_id }).answers(201)
  await ada.delete(`/api/memberships/${id}`).answers(204)
}

test('an Owner gives provider rights: refused by the code, and by the keys of the database', async () => {
  const cast = await portal()
  const { acme } = cast
  const technician = await roleNamed(cast, 'Technician', 'provider')
  const bob = await membershipOf(acme.olive, acme.id, acme.bob)
  const attack = () =>
    acme.olive
      .patch(`/api/memberships/${bob.id}`, { role_id: technician, version: bob.version })
      .answers(422, 'invalid_input')
  await attack()

  const giving = withoutCode(cast, acme.olive, acme.id, (tx) =>
    tx.run('update memberships set role_id = $1 where id = $2', [technician, bob.id]),
  )
  await assert.rejects(giving, refused('23503'))
  const growing = withoutCode(cast, acme.olive, acme.id, (tx) =>
    tx.run(
      `insert into role_permissions select id, kind, 'companies.manage' from roles where name = 'Owner'`,
    ),
  )
  await assert.rejects(growing, refused('42501'))

  const { rows } = await owned(
    cast,
    `select conname from pg_constraint where conrelid = '@memberships'::regclass and confrelid = '@roles'::regclass`,
  )
  const name = String((rows[0] as { conname: string }).conname)
  await owned(cast, `alter table @memberships drop constraint ${name}`)
  await attack()
  await owned(
    cast,
    `alter table @memberships add constraint ${name} foreign key (role_id, company_kind) references @roles (id, kind)`,
  )
})

test('an Owner edits the role of another company’s member, or a role itself: refused by both', async () => {
  const cast = await portal()
  const { acme, globex } = cast
  const requester = await roleNamed(cast, 'Requester', 'customer')
  const eve = await membershipOf(globex.eve, globex.id, globex.eve)
  await onceAt(cast, globex.eve)
  const attack = async () => {
    const body = { role_id: requester, version: eve.version }
    await acme.olive.patch(`/api/memberships/${eve.id}`, body).answers(404, 'not_found')
    await acme.olive.post(`/api/memberships/${eve.id}/suspend`, {}).answers(404, 'not_found')
    await acme.olive.delete(`/api/memberships/${eve.id}`).answers(404, 'not_found')
    await acme.olive
      .patch(`/api/roles/${requester}`, { permissions: [], version: 1 })
      .answers(403, 'forbidden')
  }
  await attack()
  await withoutPolicies(cast, ['memberships', 'companies'], attack)

  const changed = await withoutCode(cast, acme.olive, acme.id, (tx) =>
    tx.run('update memberships set role_id = $1 where id = $2', [requester, eve.id]),
  )
  assert.equal(changed.rowCount, 0)
  const edited = withoutCode(cast, acme.olive, acme.id, (tx) =>
    tx.run(`update roles set description = 'mine' where id = $1`, [requester]),
  )
  await assert.rejects(edited, refused('42501'))
})

test('an Owner invites into another company: refused by both', async () => {
  const cast = await portal()
  const { acme, globex } = cast
  const role_id = await roleNamed(cast, 'Owner', 'customer')
  const attack = () =>
    acme.olive
      .post(`/api/companies/${globex.id}/memberships`, { email: acme.bob.email, role_id })
      .answers(404, 'not_found')
  await attack()
  await withoutPolicies(cast, ['memberships', 'companies'], attack)
  const invited = withoutCode(cast, acme.olive, acme.id, (tx) =>
    tx.run(
      `insert into memberships (company_id, company_kind, user_id, role_id, status, source)
       values ($1, 'customer', $2, $3, 'active', 'manual')`,
      [globex.id, acme.bob.user_id, role_id],
    ),
  )
  await assert.rejects(invited, refused('42501'))
})

test('who was suspended switches there: the switch is refused, and a session that says so works elsewhere', async () => {
  const cast = await portal()
  const { ada, acme, globex } = cast
  const { eve } = globex
  const role_id = await roleNamed(cast, 'Member', 'customer')
  await ada.post(`/api/companies/${acme.id}/memberships`, { user_id: eve.user_id, role_id }).answers(201)
  await eve.post('/api/switch-company', { company_id: acme.id }).answers(200)
  const ticket = await acme.olive.post('/api/tickets', { subject: 'Secret', body: 'x' }).answers(201)
  const one = await membershipOf(acme.olive, acme.id, eve)
  await acme.olive.post(`/api/memberships/${one.id}/suspend`, { reason: 'Left' }).answers(200)

  const company = async () => Number((await eve.get('/api/auth/session').answers(200)).company?.id)
  assert.equal(await company(), globex.id)
  for (const id of [acme.id, cast.provider.id])
    await eve.post('/api/switch-company', { company_id: id }).answers(404, 'not_found')

  await owned(cast, 'update @sessions set active_company_id = $1 where user_id = $2', [acme.id, eve.user_id])
  assert.equal(await company(), globex.id)
  await eve.get(`/api/tickets/${ticket.id}`).answers(404)
  await withoutPolicies(cast, ['tickets', 'companies', 'memberships'], async () => {
    assert.equal(await company(), globex.id)
    await eve.post('/api/switch-company', { company_id: acme.id }).answers(404, 'not_found')
    await eve.get(`/api/companies/${acme.id}`).answers(404)
  })
})

test('company_id in a body that is not for it changes nothing: refused by both', async () => {
  const cast = await portal()
  const { acme, globex } = cast
  const attack = async () => {
    const elsewhere = { company_id: globex.id }
    // Technicians say for whom they open one; from everybody else it is not heard.
    const made = await acme.olive.post('/api/tickets', { subject: 'x', body: 'y', ...elsewhere }).answers(201)
    assert.equal(made.company?.id, acme.id)
    await acme.olive
      .patch(`/api/companies/${acme.id}`, { version: 1, city: 'x', ...elsewhere })
      .answers(422, 'invalid_input')
    await acme.olive.patch('/api/me', { first_name: 'x', ...elsewhere }).answers(422, 'invalid_input')
    await acme.olive
      .post(`/api/companies/${acme.id}/memberships`, { email: 'x@y.example', role_id: 1, ...elsewhere })
      .answers(422, 'invalid_input')
  }
  await attack()
  await withoutPolicies(cast, ['tickets', 'companies', 'memberships'], attack)
  const moved = withoutCode(cast, acme.olive, acme.id, (tx) =>
    tx.run('update memberships set company_id = $1 where company_id = $2', [globex.id, acme.id]),
  )
  await assert.rejects(moved, refused('42501'))
})

/** An open stream: what came, and when it ended. */
async function hear(t: TestContext, { portal: { background } }: Cast, person: Person, topics: string) {
  // What was announced before it opens must not be what ends it.
  await background.idle()
  const cookie = [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const controller = new AbortController()
  const response = await fetch(`${person.base}/api/live?topics=${topics}`, {
    headers: { cookie },
    signal: controller.signal,
  })
  assert.equal(response.status, 200)
  t.after(() => controller.abort())
  const heard: string[] = []
  const read = async () => {
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) heard.push(decoder.decode(chunk as Uint8Array))
    return Date.now()
  }
  const ended = read().catch(() => 0)
  return { ended, heard: () => heard.join('') }
}

test('a stream does not outlive the membership, and what a stale one tells leads nowhere', async (t) => {
  const cast = await portal()
  const { acme, ada } = cast
  const stream = await hear(t, cast, acme.bob, 'tickets')
  const bob = await membershipOf(ada, acme.id, acme.bob)
  const started = Date.now()
  await ada.delete(`/api/memberships/${bob.id}`).answers(204)
  const lasted = (await stream.ended) - started
  assert.ok(lasted > 0 && lasted < 1_000, `${lasted} ms`)

  // The other wall alone: the membership ends without a word, so no stream hears of it.
  const rita = await cast.member(acme.id, 'Rita', 'Administrator')
  const stale = await hear(t, cast, rita, 'tickets')
  await owned(cast, 'update @memberships set removed_at = now() where user_id = $1', [rita.user_id])
  const ticket = await acme.olive
    .post('/api/tickets', { subject: 'Later', body: 'Hidden words' })
    .answers(201)
  assert.ok(!stale.heard().includes('Hidden'))
  for (const path of [`/api/tickets/${ticket.id}`, '/api/company', `/api/companies/${acme.id}`]) {
    const { status, text } = await rita.get(path)
    assert.ok(status === 403 || status === 404, `${path}: ${text}`)
  }
  const again = await hear(t, cast, rita, 'tickets')
  await acme.olive.post('/api/tickets', { subject: 'Later still', body: 'x' }).answers(201)
  await acme.olive.get('/api/tickets').answers(200)
  assert.ok(!again.heard().includes('ticket.'))
})

test('suspended: stream, other session and key are dead within a second; resumed, they work again', async (t) => {
  const cast = await portal()
  const { acme, base } = cast
  const olga = await cast.member(acme.id, 'Olga', 'Administrator')
  const other = personAt(base, 'Olga elsewhere', olga.email)
  await other.post('/api/auth/login', { email: olga.email, password }).answers(200)
  const { api_key } = await olga
    .post('/api/api-keys', { description: 'Script', scopes: ['company.view'] })
    .answers(201)
  const byKey = () => personAt(base).get('/api/company', { headers: { 'x-api-key': String(api_key) } })
  await byKey().answers(200)
  await other.get('/api/company').answers(200)

  const stream = await hear(t, cast, olga, 'tickets')
  const one = await membershipOf(acme.olive, acme.id, olga)
  const started = Date.now()
  await acme.olive.post(`/api/memberships/${one.id}/suspend`, {}).answers(200)
  await byKey().answers(401)
  await other.get('/api/company').answers(403, 'no_active_company')
  const lasted = (await stream.ended) - started
  assert.ok(lasted > 0 && lasted < 1_000, `${lasted} ms`)

  await acme.olive.post(`/api/memberships/${one.id}/resume`).answers(200)
  await byKey().answers(200)
  await other.get('/api/company').answers(200)
  await personAt(base).post('/api/auth/login', { email: olga.email, password }).answers(200)
  const again = await hear(t, cast, olga, 'tickets')
  assert.ok(again)
})

test('what belongs to one company does not exist while one works in another; a tab left behind writes nothing', async () => {
  const cast = await portal()
  const { ada, acme, globex } = cast
  const { eve } = globex
  const role_id = await roleNamed(cast, 'Owner', 'customer')
  await ada.post(`/api/companies/${acme.id}/memberships`, { user_id: eve.user_id, role_id }).answers(201)
  const { id } = await acme.bob.post('/api/tickets', { subject: 'Acme’s', body: 'x' }).answers(201)
  await eve.get(`/api/tickets/${id}`).answers(404)
  await eve.post('/switch-company', { companyId: acme.id }).answers(200)
  await eve.get(`/api/tickets/${id}`).answers(200)
  const left = { headers: { 'x-company': String(globex.id) } }
  const late = { subject: 'From the tab left behind', body: 'x' }
  await eve.post('/api/tickets', late, left).answers(409, 'company_changed')
  await eve.post('/switch-company', { company_id: globex.id }, { bare: true }).answers(403, 'csrf_missing')
  assert.deepEqual(items(await eve.get('/api/tickets?q=behind').answers(200)), [])
})
