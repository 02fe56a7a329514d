import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { allApis } from '../app/contracts.ts'
import { type AnyEndpoint, pathOf } from '../platform/contract/endpoint.ts'
import { jsonSchemaOf, type Schema } from '../platform/contract/schema.ts'
import { diceOf } from './harness/dice.ts'
import { type JsonSchema, valueFor } from './harness/hostile.ts'
import { type Cast, type Person, portal } from './portal.ts'

/** Requests in all; the same ones each time, unless FUZZ_SEED says otherwise. */
const requests = Number(process.env.FUZZ_REQUESTS ?? 2_000)
const dice = diceOf(Number(process.env.FUZZ_SEED ?? 20_261_121))

// What ends the attacker's own session leaves nobody to go on.
const skipped = new Set(['/live', '/auth/logout', '/auth/sessions/:session_id', '/switch-company'])
const removes = ({ path }: AnyEndpoint) => path.startsWith('/memberships/')
const endpoints = Object.values(allApis)
  .flatMap((api) => Object.values(api) as AnyEndpoint[])
  .filter(({ path }) => !skipped.has(path))
  // Who removes people comes last, so that the others are still somebody.
  .sort((one, other) => Number(removes(one)) - Number(removes(other)))

let cast: Cast
let people: Person[] = []
let ids: number[] = []
before(async () => {
  cast = await portal()
  people = [cast.ada, cast.acme.olive, cast.acme.bob, cast.globex.eve, cast.visitor]
  const ticket = await cast.acme.bob.post('/api/tickets', { subject: 'Target', body: 'b' }).answers(201)
  ids = [Number(ticket.id), cast.acme.id, 1, 2, 3]
})

/** What no answer holds: statements, stack lines, paths of our machine, passwords' hashes. */
const leaks = [
  /\bat (async )?[\w.<>]+ \(?(file:|\/|node:)/,
  /\b(select|insert|update|delete) .{0,200}\b(from|into|set|where)\b/i,
  /(file:\/\/|node_modules|\/platform\/|\/modules\/|\.ts:\d)/,
  /\$argon2/,
  /(syntax error|relation "|violates|duplicate key value|invalid input syntax|out of range for type)/,
]

describe(`${requests} requests that mean harm or nothing`, () => {
  const share = Math.ceil(requests / endpoints.length)
  for (const declared of endpoints) {
    test(`${declared.method} ${pathOf(declared)} never fails and tells nothing`, async () => {
      for (let sent = 0; sent < share; sent++) await attack(declared)
    })
  }

  test('and the portal is as it was', async () => {
    await cast.acme.bob.get(`/api/tickets/${ids[0]}`).answers(200)
    await cast.ada.get('/api/auth/session').answers(200)
  })
})

async function attack(declared: AnyEndpoint): Promise<void> {
  const person = dice.oneOf(people)
  const path = addressFor(declared)
  const body = bodyFor(declared)
  const sent = body === undefined || body instanceof FormData ? body : JSON.stringify(body)
  const options = typeof sent === 'string' ? { headers: { 'content-type': 'application/json' } } : {}
  const reply = await person.request(declared.method, path, sent, options).catch((error: Error) => {
    throw new Error(`${declared.method} ${path} ${JSON.stringify(body)?.slice(0, 300)}`, { cause: error })
  })
  const what = `${declared.method} ${path.slice(0, 300)} ${JSON.stringify(body)?.slice(0, 600)} as ${person.name}: ${reply.status} ${reply.text.slice(0, 400)}`
  assert.ok(reply.status < 500 || String(reply.body.code) === 'busy', what)
  if (reply.status >= 400) for (const leak of leaks) assert.doesNotMatch(reply.text, leak, what)
}

const schemaOf = (schema: unknown) =>
  schema ? (jsonSchemaOf(schema as Schema, 'input') as JsonSchema) : null

function addressFor(declared: AnyEndpoint): string {
  const path = pathOf(declared).replace(/:\w+/g, () =>
    encodeURIComponent(
      String(dice.chance(0.7) ? dice.oneOf(ids) : valueFor({ type: 'string' }, dice))
        .toWellFormed()
        .slice(0, 500),
    ),
  )
  const query = schemaOf(declared.query)
  if (!query || dice.chance(0.2)) return path
  const search = new URLSearchParams()
  for (const [name, schema] of Object.entries(query.properties ?? {})) {
    if (dice.chance(0.4)) search.append(name, String(textOf(valueFor(schema, dice))).slice(0, 1_000))
  }
  return `${path || '/'}?${search}`.replace('//', '/')
}

const textOf = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value))

function bodyFor(declared: AnyEndpoint): unknown {
  if (declared.method === 'GET') return undefined
  const schema = schemaOf(declared.body)
  if (!schema) return dice.chance(0.5) ? undefined : formOrValue(declared)
  return dice.chance(0.05) ? valueFor({}, dice) : valueFor(schema, dice)
}

function formOrValue(declared: AnyEndpoint): unknown {
  if (!declared.accepts?.includes('multipart/form-data')) return valueFor({}, dice)
  const form = new FormData()
  form.append(dice.oneOf(['file', 'note', '_csrf']), String(valueFor({ type: 'string' }, dice)))
  form.append(
    'file',
    new Blob([String(valueFor({ type: 'string' }, dice))]),
    String(valueFor({ type: 'string' }, dice)),
  )
  return form
}
