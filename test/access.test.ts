import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { allApis } from '../app/contracts.ts'
import { type AnyEndpoint, describeAccess, pathOf, type Word } from '../platform/contract/endpoint.ts'
import { limitTo } from './harness/allow-list.ts'
import { bearer, machine, tokenOf } from './harness/machine.ts'
import { type Cast, type Loose, type Person, portal } from './portal.ts'

/**
 * Walks every endpoint of the contract as every kind of caller (architecture §4) and compares with the
 * declaration. A new endpoint is covered the day it is declared.
 */
const endpoints: [string, AnyEndpoint][] = Object.values(allApis).flatMap((api) =>
  Object.entries(api as Record<string, AnyEndpoint>),
)

interface Actor {
  person: Person
  /** What this caller holds: permissions of the company worked in, and of the provider. */
  company: ReadonlySet<string> | null
  provider: ReadonlySet<string> | null
  signedIn: boolean
  /** An API key with these scopes. */
  scopes?: readonly string[]
  /** A machine client with these provider permissions. */
  client?: boolean
  /** Acme's rows do not exist for them. */
  foreign: boolean
}

const actors: Record<string, Actor> = {}
let ids: Record<string, number> = {}
let cast: Cast

before(async () => {
  cast = await portal()
  const roles = (await cast.ada.get('/api/roles').answers(200)).items as unknown as {
    name: string
    permissions: string[]
  }[]
  const holds = (name: string) => new Set(roles.find((role) => role.name === name)?.permissions)
  const requester = await cast.member(cast.acme.id, 'Rita', 'Requester')
  const suspended = await suspendedMember()
  const limited = await limitedTechnician()
  ids = await acmesThings()
  Object.assign(actors, {
    visitor: actor(cast.visitor, { signedIn: false, foreign: true }),
    'user without company': actor(cast.reg, { foreign: true }),
    'member of another company': actor(cast.globex.eve, { company: holds('Owner'), foreign: true }),
    'member without the permission': actor(requester, { company: holds('Requester') }),
    'suspended member': actor(suspended, { foreign: true }),
    'API key without the scope': await keyActor(holds('Owner')),
    'machine client for other customers': await clientActor(),
    'technician limited to other customers': actor(limited, {
      company: holds('Technician'),
      provider: holds('Technician'),
      foreign: true,
    }),
  })
})

const actor = (person: Person, more: Partial<Actor>): Actor => ({
  person,
  company: null,
  provider: null,
  signedIn: true,
  foreign: false,
  ...more,
})

async function suspendedMember(): Promise<Person> {
  const sam = await cast.member(cast.acme.id, 'Sam', 'Administrator')
  const membership = await membershipOf(cast.acme.id, sam)
  await cast.ada.post(`/api/memberships/${membership}/suspend`, {}).answers(200)
  return sam
}

async function limitedTechnician(): Promise<Person> {
  const tim = await cast.member(cast.provider.id, 'Tim', 'Technician')
  const membership = await membershipOf(cast.provider.id, tim)
  await limitTo(cast.database, membership, [cast.globex.id])
  return tim
}

async function membershipOf(companyId: number, person: Person): Promise<number> {
  const { items } = await cast.ada.get(`/api/companies/${companyId}/memberships?limit=200`).answers(200)
  return Number((items as unknown as Loose[]).find((one) => Number(one.user?.id) === person.user_id)?.id)
}

async function keyActor(company: ReadonlySet<string>): Promise<Actor> {
  const { olive } = cast.acme
  const made = await olive.post('/api/api-keys', { description: 'Walk', scopes: ['live.read'] }).answers(201)
  const person = { ...cast.visitor, name: 'key' }
  const headers = { authorization: `Bearer ${made.api_key}` }
  person.request = (method, path, body, options) =>
    cast.visitor.request(method, path, body, { ...options, headers: { ...options?.headers, ...headers } })
  return { person, company, provider: null, signedIn: true, scopes: ['live.read'], foreign: false }
}

async function clientActor(): Promise<Actor> {
  const held = ['companies.view', 'tickets.view']
  const client = await machine(cast.ada, held, { company_ids: [cast.globex.id] })
  const token = await tokenOf(cast.visitor, client)
  const person = { ...cast.visitor, name: 'client' }
  const { headers } = bearer(token)
  person.request = (method, path, body, options) =>
    cast.visitor.request(method, path, body, { ...options, headers: { ...options?.headers, ...headers } })
  return actor(person, { provider: new Set(held), client: true, foreign: true })
}

/** One row of each noun, all of Acme. */
async function acmesThings(): Promise<Record<string, number>> {
  const { bob, olive, id } = cast.acme
  const ticket = await bob.post('/api/tickets', { subject: 'Walls', body: 'Mine' }).answers(201)
  const key = await olive
    .post('/api/api-keys', { description: 'Of Olive', scopes: ['account.read'] })
    .answers(201)
  const member = await cast.member(id, 'Mia', 'Member')
  const staff = await olive.post('/api/staff-members', { first_name: 'Of Acme' }).answers(201)
  return {
    company_id: id,
    ticket_id: Number(ticket.id),
    membership_id: await membershipOf(id, member),
    api_key_id: Number(key.key?.id),
    staff_member_id: Number(staff.id),
    import_id: 999_999_999,
    verification_id: 999_999_999,
    attachment_id: 1,
    upload_id: 1,
    mail_message_id: 999_999_999,
    notification_id: 999_999_999,
    delivery_id: 999_999_999,
  }
}

describe('every endpoint, for every caller, as declared', () => {
  for (const [name, declared] of endpoints) {
    test(`${name}: ${declared.method} ${pathOf(declared)} is for ${describeAccess(declared.access)}`, async () => {
      for (const [who, one] of Object.entries(actors)) {
        if (declared.path !== '/auth/logout' || !one.signedIn) await walk(declared, who, one)
      }
    })
  }
})

async function walk(declared: AnyEndpoint, who: string, one: Actor): Promise<void> {
  const { status, body } = await ask(declared, one.person)
  const wanted = expected(declared, one)
  assert.equal(verdictOf(status, body), wanted, `${who}: ${status} ${JSON.stringify(body).slice(0, 300)}`)
  const isAcmes = /:(company|ticket|membership|staff_member)_id/.test(declared.path)
  if (wanted === 'admitted' && one.foreign && isAcmes) {
    assert.notEqual(Math.floor(status / 100), 2, `${who} reached a thing of Acme: ${status}`)
  }
}

/** Right shape, empty content: enough to be let in or not, too little to change anything. */
async function ask(declared: AnyEndpoint, person: Person) {
  const path = pathOf(declared).replace(/:(\w+)/g, (_, name: string) => String(ids[name] ?? 1))
  const query = declared.path === '/live' ? '?topics=none' : ''
  const form = declared.accepts?.[0] === 'multipart/form-data' ? new FormData() : undefined
  form?.append('note', 'no file')
  const body = declared.method === 'GET' || declared.method === 'DELETE' ? undefined : (form ?? {})
  return person.request(declared.method, path + query, body)
}

type Verdict = 'not_signed_in' | 'refused' | 'admitted'

const refusals = new Set(['forbidden', 'scope_missing', 'no_active_company'])

function verdictOf(status: number, body: Loose): Verdict {
  if (status === 401) return 'not_signed_in'
  if (status === 403 && refusals.has(String(body.code))) return 'refused'
  assert.ok(status < 500 || status === 503, `a failure of ours: ${status} ${JSON.stringify(body)}`)
  return 'admitted'
}

function expected(declared: AnyEndpoint, who: Actor): Verdict {
  if (declared.credential && declared.credential !== 'house') return 'admitted'
  const { words, recent } = declared.access
  if (words.some(({ word }) => word === 'visitor')) return 'admitted'
  if (!who.signedIn) return 'not_signed_in'
  if ((who.scopes || who.client) && recent) return 'refused'
  return words.some((word) => holds(word, who)) ? 'admitted' : 'refused'
}

function holds(word: Word, who: Actor): boolean {
  if (who.client)
    return word.word === 'client' || (word.word === 'provider' && who.provider?.has(word.permission) === true)
  if (who.scopes) return scopeHeld(word, who.scopes) && (word.word === 'user' || word.word === 'owner')
  switch (word.word) {
    case 'provider':
      return who.provider?.has(word.permission) ?? false
    case 'member':
      return who.company?.has(word.permission) ?? false
    case 'super_admin':
    case 'client':
      return false
    default:
      return true
  }
}

const scopeHeld = (word: Word, scopes: readonly string[]) =>
  'scope' in word ? word.scope !== null && scopes.includes(word.scope) : false

test('whatever is made says where it can be looked at (api §4.9)', () => {
  const pattern = (path: string) => path.replace(/:\w+|\{[\w.]+\}/g, '*')
  const readable = new Set(
    endpoints.filter(([, { method }]) => method === 'GET').map(([, { path }]) => pattern(path)),
  )
  for (const [name, { response, location }] of endpoints) {
    const statuses = Object.keys(response as object)
    // Whoever only asked to register is told the same as everybody.
    if (!statuses.includes('201') || statuses.includes('202')) continue
    assert.ok(readable.has(pattern(location ?? '')), `${name}: ${location}`)
  }
})
