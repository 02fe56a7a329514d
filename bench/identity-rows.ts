import { availableParallelism } from 'node:os'
import type { JWK } from 'jose'
import { asOwner, type Database } from '../platform/database/index.ts'
import { type Machine, machine, tokenOf } from '../test/harness/machine.ts'
import { personAt } from '../test/harness/person.ts'
import { compare, password, seconds, setUp } from './house.ts'
import type { BarePlan } from './identity-bare.ts'
import { cookieOf, emailOf } from './identity-seed.ts'
import type { Ask } from './load.ts'

/** What was made through the front door before the measurements. */
export interface Known {
  cookie: string
  client: Machine
  token: string
  api_key: string
  key_id: number
  jwk: JWK
}

/** Ada, a machine client with a token, and a key. */
export async function prepare(port: number): Promise<Known> {
  const ada = await setUp(port)
  const client = await machine(ada, ['bench:read', 'bench:write'])
  const made = await ada
    .post('/api/api-keys', { description: 'Bench', scopes: ['account.read'] })
    .answers(201)
  const visitor = personAt(ada.base)
  const { keys } = await visitor.get('/.well-known/jwks.json').answers(200)
  return {
    cookie: `myportal_session=${ada.cookies.get('myportal_session')}`,
    client,
    token: await tokenOf(visitor, client),
    api_key: String(made.api_key),
    key_id: Number(made.key?.id),
    jwk: (keys as unknown as JWK[])[0] ?? {},
  }
}

export async function barePlan(
  database: Database,
  known: Known,
  where: Pick<BarePlan, 'url' | 'folder'>,
): Promise<BarePlan> {
  return asOwner(database, async (client) => {
    const keys = await client.query<{ key_hash: string }>(
      `select encode(token_hash, 'hex') as key_hash from api_keys where id = $1`,
      [known.key_id],
    )
    const people = await client.query<{ password_hash: string }>(
      'select password_hash from users order by id limit 1',
    )
    return {
      ...where,
      key_hash: keys.rows[0]?.key_hash ?? '',
      password,
      password_hash: people.rows[0]?.password_hash ?? '',
      jwk: known.jwk,
    }
  })
}

/** The rows of identity §9 that are ratios. */
export async function ratios(
  label: string,
  ports: { portal: number; bare: number },
  known: Known,
  size: { people: number; floor?: number },
): Promise<void> {
  const row = (name: string, floor: number, asks: Ask[]) =>
    compare({
      name: `${name}${label}`,
      floor: size.floor ?? floor,
      portal: { port: ports.portal, asks },
      bare: { port: ports.bare, asks },
    })
  const { client_id, client_secret } = known.client
  const proof = { client_id, client_secret }
  await compare({
    name: `password_login${label}`,
    floor: size.floor ?? 0.7,
    connections: 8,
    portal: { port: ports.portal, asks: logins(size.people) },
    bare: () => verified(ports.bare),
  })
  await row('token_es256', 0.5, [
    { method: 'POST', path: '/api/auth/token', body: { grant_type: 'client_credentials', ...proof } },
  ])
  const sessions = Array.from({ length: 200 }, (_, number) => number)
  const session = (number: number): Ask => ({
    path: '/api/auth/session?parts=false',
    headers: { cookie: `myportal_session=${cookieOf(number)}` },
  })
  await row('session_without_parts', 0.5, sessions.map(session))
  await row('api_key_request', 0.5, [
    { path: '/api/me', headers: { authorization: `Bearer ${known.api_key}` } },
  ])
  await row('introspection', 0.5, [
    { method: 'POST', path: '/api/auth/introspect', body: { token: known.token, ...proof } },
  ])
}

/** Right passwords of people in turn. */
export const logins = (people: number): Ask[] =>
  Array.from({ length: Math.min(people, 5_000) }, (_, number) => ({
    method: 'POST',
    path: '/api/auth/login',
    body: { email: emailOf(number), password },
  }))

/** As many at once as the portal verifies. */
async function verified(port: number): Promise<number> {
  const atOnce = Math.max(1, availableParallelism() - 1)
  const answer = await fetch(`http://127.0.0.1:${port}/argon2?seconds=${seconds}&at_once=${atOnce}`)
  return ((await answer.json()) as { per_second: number }).per_second
}
