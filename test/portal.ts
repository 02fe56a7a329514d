import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { openPortal, type Portal, type PortalOptions } from '../app/server.ts'
import { readConfig } from '../platform/config.ts'
import { asOwner, type Database } from '../platform/database/index.ts'
import { freshDatabase } from './harness/database.ts'
import { type Person, personAt } from './harness/person.ts'

export type { Loose, Person } from './harness/person.ts'

export const password = 'correct horse battery 7'

export interface Cast {
  base: string
  database: Database
  portal: Portal
  /** Where this portal keeps its files. */
  folder: string
  /** Super administrator; the same in all tests of a file. */
  ada: Person
  /** Technician for all customers; the same in all tests of a file. */
  tess: Person
  provider: { id: number }
  acme: { id: number; olive: Person; bob: Person }
  globex: { id: number; eve: Person }
  /** Signed in, belongs nowhere. */
  reg: Person
  visitor: Person
  /** Invites and lets accept: a person with this role in this company. */
  member(companyId: number, name: string, role: string): Promise<Person>
  customer(name: string): Promise<number>
}

interface House {
  base: string
  database: Database
  portal: Portal
  folder: string
  ada: Person
  tess: Person
  provider: { id: number }
}

let house: Promise<House> | undefined
let count = 0
const endings: (() => Promise<unknown>)[] = []

/** Closes the house: whoever asks for a portal next begins with a new one. */
export async function closeHouse(): Promise<void> {
  await house?.catch(() => {})
  house = undefined
  roles.clear()
  for (const end of endings.splice(0).reverse()) await end()
}

after(closeHouse)

/** A whole portal in one call: the house is shared by the tests of a file, the customers and their people are new. */
export async function portal(): Promise<Cast> {
  house ??= boot()
  const here = await house
  const number = ++count
  const acme = await foundCustomer(here, `Acme ${number}`)
  const globex = await foundCustomer(here, `Globex ${number}`)
  const member = (companyId: number, name: string, role: string) =>
    join_(here, companyId, name, `${name.toLowerCase()}.${number}.${++people}`, role)
  const [olive, bob, eve, reg] = [
    await member(acme, 'Olive', 'Owner'),
    await member(acme, 'Bob', 'Member'),
    await member(globex, 'Eve', 'Owner'),
    await member(globex, 'Reg', 'Member'),
  ]
  await leave(here, globex, reg)
  return {
    ...here,
    acme: { id: acme, olive, bob },
    globex: { id: globex, eve },
    reg,
    visitor: personAt(here.base),
    member,
    customer: (name) => foundCustomer(here, name),
  }
}

let people = 0

/** The environment of a portal under test, beside what a test wants to say. */
export function testConfig(folder: string, more: Record<string, string> = {}) {
  return readConfig({
    ENVIRONMENT: 'test',
    DATA_DIR: folder,
    PORT: '0',
    HOST: '127.0.0.1',
    LOGGING_LEVEL: process.env.TEST_LOG ?? 'fatal',
    // Stand-ins listen there.
    OUTBOUND_ALLOW: '127.0.0.1',
    ...(process.env.TEST_REDIS_URL && { REDIS_URL: process.env.TEST_REDIS_URL }),
    ...more,
  })
}

/** An empty portal that listens, before anybody registered. */
export async function emptyPortal(more: Record<string, string> = {}, options: PortalOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'myportal-'))
  const { database, url, drop } = await freshDatabase()
  const opened = await openPortal(testConfig(folder, more), database, {
    checkAnswers: true,
    ...options,
  }).catch(async (error) => {
    await drop()
    throw error
  })
  const base = await opened.listen()
  const close = async () => {
    await opened.close()
    await drop()
    rmSync(folder, { recursive: true, force: true })
  }
  return { portal: opened, base, database, url, folder, close }
}

async function boot(): Promise<House> {
  const { portal: opened, base, database, folder, close } = await emptyPortal()
  endings.push(close)
  const ada = personAt(base, 'Ada', 'ada@provider.example')
  const registered = await ada
    .post('/api/auth/register', {
      email: ada.email,
      password,
      first_name: 'Ada',
      last_name: 'Lovelace',
      company_name: 'Provider',
    })
    .answers(201)
  ada.user_id = Number(registered.user?.id)
  const { company } = await ada.get('/api/auth/session').answers(200)
  const here = {
    base,
    database,
    portal: opened,
    folder,
    ada,
    tess: ada,
    provider: { id: Number(company?.id) },
  }
  const tess = await join_(here, here.provider.id, 'Tess', 'tess', 'Technician')
  return { ...here, tess }
}

async function foundCustomer({ ada }: House, name: string): Promise<number> {
  const company = await ada.post('/api/companies', { name, allow_duplicate: true }).answers(201)
  return Number(company.id)
}

async function join_(
  here: House,
  companyId: number,
  name: string,
  local: string,
  role: string,
): Promise<Person> {
  const { ada } = here
  const email = `${local}@people.example`
  const kind = companyId === here.provider.id ? 'provider' : 'customer'
  const role_id = await roleNamed(here, kind, role)
  await ada.post(`/api/companies/${companyId}/memberships`, { email, role_id }).answers(201)

  const person = personAt(here.base, name, email)
  const [mail] = await owned(
    here,
    'select body_text as found from myportal.mail_messages where recipient = $1',
    [email],
  )
  const token = tokenIn(mail, email)
  const accepted = await person
    .post('/api/auth/invitations/accept', { token, password, first_name: name, last_name: 'Test' })
    .answers(201)
  person.user_id = Number(accepted.user?.id)
  return person
}

/** The token of the newest invitation mailed to an address, read where a super administrator reads it. */
export async function invitationToken(ada: Person, email: string): Promise<string> {
  const list = await ada.get(`/api/mail-messages?q=${encodeURIComponent(email)}`).answers(200)
  const mail = await ada.get(`/api/mail-messages/${list.items?.[0]?.id}`).answers(200)
  return tokenIn(mail.body_text, email)
}

function tokenIn(body: unknown, email: string): string {
  const token = /#token=([\w-]+)/.exec(String(body))?.[1]
  if (!token) throw new Error(`No invitation for ${email} in ${String(body)}`)
  return token
}

async function leave(here: House, companyId: number, person: Person): Promise<void> {
  const text = 'select id as found from myportal.memberships where company_id = $1 and user_id = $2'
  const [id] = await owned(here, text, [companyId, person.user_id])
  await person.delete(`/api/memberships/${id}`).answers(204)
}

const roles = new Map<string, Promise<unknown>>()

/** Asked once: the roles that every portal begins with stay who they are. */
function roleNamed(here: House, kind: string, name: string): Promise<unknown> {
  const known = roles.get(`${kind} ${name}`)
  if (known) return known
  const text = 'select id as found from myportal.roles where kind = $1 and name = $2'
  const found = owned(here, text, [kind, name]).then(([id]) => id)
  roles.set(`${kind} ${name}`, found)
  return found
}

/** What is `found` in the database, by its owner: for the many casts, it is quicker than asking the portal. */
const owned = ({ database }: House, text: string, values: unknown[]): Promise<unknown[]> =>
  asOwner(database, async (client) => (await client.query(text, values)).rows.map(({ found }) => found))
