import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { freshDatabase } from '../../test/harness/database.ts'
import { type Access, member } from '../contract/endpoint.ts'
import { problem } from '../contract/problems.ts'
import { z } from '../contract/schema.ts'
import { inTransaction, sealScope, type Transaction } from '../database/index.ts'
import {
  announce,
  defineEvent,
  openDispatcher,
  openLive,
  registerTopic,
  sealEventsBy,
} from '../events/index.ts'
import { openLimits, parseNetworks } from '../limits/index.ts'
import { openLog } from '../log/index.ts'
import { cookieNames, type Gate, openDoor, openServer, routesOn } from './index.ts'
import { serveLive } from './live.ts'

const changed = defineEvent({
  type: 'lamp.changed',
  subject: 'lamp',
  audience: 'company',
  label: 'Lamp changed',
  data: z.object({ user_id: z.optional(z.int()), requester_user_id: z.optional(z.int()) }),
  sample: {},
})
const revoked = defineEvent({ ...changed, type: 'session.cut_short', subject: 'session' })
const suspended = defineEvent({ ...changed, type: 'membership.cut_short', subject: 'membership' })
const keyChanged = defineEvent({ ...changed, type: 'api_key.cut_short', subject: 'api_key', data: z.any() })
const [acme, globex, lampOfAcme] = [4, 5, 40]

interface Somebody {
  user_id: number
  companies: number[]
  desk?: boolean
  rights?: string[]
}
const cast: Record<string, Somebody> = {
  tess: { user_id: 1, companies: [], desk: true, rights: ['lamps.view'] },
  olive: { user_id: 2, companies: [acme], rights: ['lamps.view', 'lamps.view_all'] },
  bob: { user_id: 3, companies: [acme], rights: ['lamps.view'] },
  eve: { user_id: 4, companies: [globex], rights: ['lamps.view', 'lamps.view_all'] },
  reg: { user_id: 5, companies: [] },
}

registerTopic({
  noun: 'lamps',
  subject: 'lamp',
  canHear: async (scope, id) =>
    scope.all_companies || (id === lampOfAcme && scope.company_ids.includes(acme)),
  inPart: (scope) =>
    scope.role === 'portal_member' &&
    !scope.permissions.has('lamps.view_all') &&
    scope.company_ids.length > 0,
})
registerTopic({ noun: 'secrets', subject: 'secret', access: member('secrets.view') })

test('a change is heard by its company and the desk, and by nobody else', async (t) => {
  const { hear, write } = await portal(t)
  const olive = await hear('olive', 'lamps')
  const eve = await hear('eve', 'lamps,lamps')
  const tess = await hear('tess', 'lamps')
  assert.equal(olive.response.headers.get('content-type'), 'text/event-stream; charset=utf-8')
  assert.equal(olive.response.headers.get('cache-control'), 'no-store')
  assert.equal(olive.response.headers.get('x-accel-buffering'), 'no')
  assert.equal(olive.response.headers.get('content-encoding'), null)
  assert.equal(olive.response.headers.get('x-content-type-options'), 'nosniff')

  await write({ lamp: lampOfAcme, company: acme })
  await write({ lamp: 50, company: globex })
  await write({ lamp: 51, company: globex, audience: 'provider' })
  const heard = await olive.next()
  assert.equal(heard.event, 'change')
  assert.match(heard.id, /^\d+$/)
  const { at, ...rest } = heard.data
  assert.match(String(at), /^\d{4}-.*Z$/)
  assert.deepEqual(rest, { type: 'lamp.changed', subject_type: 'lamp', subject_id: 40, company_id: acme })
  assert.equal((await eve.next()).data.subject_id, 50)
  const told = [await tess.next(), await tess.next(), await tess.next()]
  assert.deepEqual(told.map((message) => message.data.subject_id).sort(), [40, 50, 51])
  await write({ lamp: 52, company: globex })
  assert.equal((await eve.next()).data.subject_id, 52)
})

test('without a company only the person whom it belongs to hears it, and the desk', async (t) => {
  const { hear, write } = await portal(t)
  const [reg, tess, olive] = [
    await hear('reg', 'lamps'),
    await hear('tess', 'lamps'),
    await hear('olive', 'lamps'),
  ]
  await write({ lamp: 60, company: null, data: { requester_user_id: 5 } })
  await write({ lamp: 61, company: null, data: { requester_user_id: 99 } })
  await write({ lamp: 62, company: null, data: { requester_user_id: 5 } })
  await write({ lamp: lampOfAcme, company: acme })
  assert.deepEqual([(await reg.next()).data.subject_id, (await reg.next()).data.subject_id].sort(), [60, 62])
  assert.equal((await olive.next()).data.subject_id, lampOfAcme)
  assert.ok((await tess.next()).data.subject_id)
})

test('one thing, and a noun of which only a part may be seen', async (t) => {
  const { hear, write } = await portal(t)
  const single = await hear('olive', `lamp:${lampOfAcme}`)
  const bob = await hear('bob', 'lamps')
  await write({ lamp: 41, company: acme })
  await write({ lamp: lampOfAcme, company: acme })
  assert.equal((await single.next()).data.subject_id, lampOfAcme)
  const { at: _, ...rest } = (await bob.next()).data
  assert.deepEqual(rest, { type: 'lamp.changed', subject_type: 'lamp', company_id: acme })
})

test('changes of one thing that happen together are one message', async (t) => {
  const { hear, write, live } = await portal(t)
  const olive = await hear('olive', 'lamps')
  const one = {
    type: 'lamp.changed',
    subject_type: 'lamp',
    subject_id: lampOfAcme,
    company_id: acme,
    audience: 'company' as const,
    created_at: '2026-11-20T22:30:00.123Z',
  }
  live.publish([7, 9, 8].map((id) => ({ ...one, id })))
  await write({ lamp: 41, company: acme })
  assert.equal((await olive.next()).id, '9')
  assert.equal((await olive.next()).data.subject_id, 41)
  assert.equal((await (await hear('olive', 'lamps')).next()).id, '9', 'told before, just now')
})

test('what may not be heard is named; visitors are sent away', async (t) => {
  const { ask } = await portal(t)
  for (const topic of ['unicorns', 'lamp:50', 'secrets', 'lamp', 'lamps:4', 'lamp:0']) {
    const reply = await ask('olive', `/api/live?topics=lamps,${topic}`)
    const { errors, topics } = (await reply.json()) as { errors: { message: string }[]; topics: string[] }
    assert.deepEqual([reply.status, topics], [422, [topic]])
    assert.match(errors[0]?.message ?? '', new RegExp(`"${topic}"`))
  }
  assert.equal((await ask('olive', '/api/live')).status, 422)
  const fifty = Array.from({ length: 50 }, (_, at) => `lamp:${lampOfAcme + at}`).join()
  assert.equal((await ask('tess', `/api/live?topics=${fifty}`, { method: 'HEAD' })).status, 200)
  assert.equal((await ask('tess', `/api/live?topics=${fifty},lamps`)).status, 422)
  assert.equal((await ask(null, '/api/live?topics=lamps')).status, 401)
  const head = await ask('olive', '/api/live?topics=lamps', { method: 'HEAD' })
  assert.equal(head.headers.get('content-type'), 'text/event-stream; charset=utf-8')
})

test('a stream that comes back is told what it missed', async (t) => {
  const { hear, write, settle, insert } = await portal(t)
  const first = await hear('olive', 'lamps')
  await write({ lamp: lampOfAcme, company: acme })
  const { id } = await first.next()
  first.close()
  await write({ lamp: 41, company: acme })
  await write({ lamp: 50, company: globex })
  await settle()

  const again = [await hear('olive', 'lamps', { header: id }), await hear('olive', 'lamps', { query: id })]
  await write({ lamp: 42, company: acme })
  for (const stream of again) {
    const told = [await stream.next(), await stream.next(), await stream.next()]
    assert.deepEqual(
      told.map((message) => message.data.subject_id),
      [lampOfAcme, 41, 42],
    )
  }

  const strange = await hear('olive', 'lamps', { header: '999999999' })
  assert.equal((await strange.next()).event, 'resync')
  const rubbish = await hear('olive', 'lamps', { header: "1';--" })
  assert.equal((await rubbish.next()).event, 'resync')
  await insert(async (tx) => {
    for (let lamp = 1; lamp <= 501; lamp++)
      await announce(by(tx), changed, { subject_id: lamp, company_id: acme, data: {} })
  })
  const late = await hear('olive', 'lamps', { header: id })
  assert.equal((await late.next()).event, 'resync')
})

test('a change of somebody’s rights ends their streams, and theirs only', async (t) => {
  const { hear, write, insert } = await portal(t)
  const [bob, olive] = [await hear('bob', 'lamps'), await hear('olive', 'lamps')]
  await insert((tx) => announce(by(tx), suspended, { subject_id: 1, company_id: acme, data: { user_id: 3 } }))
  await bob.ended
  const [eve, tess] = [await hear('eve', 'lamps'), await hear('tess', 'lamps')]
  await insert((tx) => announce(by(tx), revoked, { subject_id: 4, company_id: null, data: {} }))
  await eve.ended
  const data = { changes: [{ field: 'description' }] }
  await insert((tx) => announce(by(tx), keyChanged, { subject_id: 71, company_id: null, data: {} }))
  await tess.ended
  await insert((tx) => announce(by(tx), keyChanged, { subject_id: 72, company_id: null, data }))
  await write({ lamp: lampOfAcme, company: acme })
  assert.equal((await olive.next()).data.subject_id, lampOfAcme)
})

test('ten streams a session; the next is refused until one is gone', async (t) => {
  const { hear, ask, count } = await portal(t)
  const streams = await Promise.all(Array.from({ length: 10 }, () => hear('olive', 'lamps')))
  const refused = await ask('olive', '/api/live?topics=lamps')
  assert.equal(refused.status, 429)
  assert.equal(((await refused.json()) as { code: string }).code, 'too_many_streams')
  assert.match(refused.headers.get('retry-after') ?? '', /^\d+$/)
  streams[0]?.close()
  while (count() === 10) await nextTurn()
  await hear('olive', 'lamps')
})

test('comments keep a stream alive, it is told how to come back, and it lives for a limited time', async (t) => {
  const { hear } = await portal(t, { comment_ms: 10, life_ms: 200 })
  const olive = await hear('olive', 'lamps')
  await olive.ended
  assert.match(olive.text(), /^retry: [2-5]\d{3}\n\n(: \n\n)+$/)
})

test('a server that leaves says bye, also to who comes back before it is gone', async (t) => {
  const { hear, live } = await portal(t)
  const olive = await hear('olive', 'lamps')
  await live.close()
  assert.equal((await olive.next()).event, 'bye')
  await olive.ended
  const again = await hear('olive', 'lamps')
  assert.equal((await again.next()).event, 'bye')
  await again.ended
})

const writerFacts = {
  actor: { kind: 'system', id: null },
  impersonator_id: null,
  request_id: 'live-test',
  origin: { ip: null, user_agent: null },
  caused_by: null,
} as const
const by = (tx: Transaction) => ({ ...writerFacts, tx })

interface Written {
  lamp: number
  company: number | null
  audience?: 'company' | 'provider'
  data?: { requester_user_id?: number }
}

/** A server with the one endpoint, its dispatcher, and people who are known by their cookie. */
const keys = {
  macs: (purpose: string, text: string) => [
    { key_id: 'test', mac: createHmac('sha256', purpose).update(text).digest() },
  ],
}

async function portal(t: TestContext, timing = {}) {
  const { database, drop } = await freshDatabase()
  sealEventsBy(database, keys)
  const log = openLog({ level: 'silent', format: 'json', secrets: [] })
  const live = await openLive({ database, log })
  const dispatcher = openDispatcher({ database, scopeFor: unused, log, publish: live.publish, consumers: [] })
  await dispatcher.start()
  const gate = gateOf(database)
  const limits = openLimits({})
  const door = openDoor({
    gate,
    limits,
    rates: {},
    trusted_proxies: parseNetworks('loopback'),
    portal_url: 'http://localhost:8000',
    root_path: '',
    allowed_origins: [],
    cookies: cookieNames('session', false),
    csrf_keys: [Buffer.alloc(32)],
  })
  const app = await openServer(door, { log, upload_max_bytes: 1_000 })
  const { count } = serveLive(routesOn(app, door), { live, gate, timing: { gather_ms: 20, ...timing } })
  const base = await app.listen({ host: '127.0.0.1', port: 0 })
  const streams: { close(): void }[] = []
  t.after(async () => {
    for (const stream of streams) stream.close()
    await dispatcher.stop()
    await live.close()
    await app.close()
    limits.close()
    await drop()
  })

  const ask = (who: string | null, path: string, init: RequestInit = {}) =>
    fetch(base + path, { ...init, headers: { ...init.headers, ...(who && { cookie: `session=${who}` }) } })
  const insert = <T>(work: (tx: Transaction) => Promise<T>) =>
    inTransaction(database, { role: 'portal_provider', all_companies: true }, work)
  return {
    live,
    ask,
    count,
    insert,
    settle: dispatcher.idle,
    write: ({ lamp, company, audience, data: given = {} }: Written) =>
      insert((tx) =>
        announce(by(tx), changed, {
          subject_id: lamp,
          company_id: company,
          data: given,
          ...(audience && { audience }),
        }),
      ),
    async hear(who: string, topics: string, { header, query }: { header?: string; query?: string } = {}) {
      const leave = new AbortController()
      const path = `/api/live?topics=${topics}${query ? `&last_event_id=${query}` : ''}`
      const headers = header ? { 'last-event-id': header } : {}
      const response = await ask(who, path, { signal: leave.signal, headers })
      assert.equal(response.status, 200)
      const stream = { response, close: () => leave.abort(), ...reading(response) }
      streams.push(stream)
      return stream
    },
  }
}

const unused = (): never => {
  throw new Error('There are no consumers')
}

/** Reads a stream of events, message by message. */
function reading(response: Response) {
  let received = ''
  let read = 0
  const ended = Promise.withResolvers<void>()
  let more = Promise.withResolvers<void>()
  async function pump() {
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) {
      received += decoder.decode(chunk, { stream: true })
      more.resolve()
      more = Promise.withResolvers()
    }
  }
  pump()
    .catch(() => {})
    .finally(() => {
      ended.resolve()
      more.resolve()
    })
  return {
    ended: ended.promise,
    text: () => received,
    async next(): Promise<{ event: string; id: string; data: Record<string, unknown> }> {
      for (;;) {
        const end = received.indexOf('\n\n', read)
        if (end < 0) {
          await more.promise
          continue
        }
        const block = received.slice(read, end)
        read = end + 2
        const fields = new Map(
          block.split('\n').map((line) => [line.split(': ')[0], line.slice(line.indexOf(': ') + 2)]),
        )
        const event = fields.get('event')
        if (event) return { event, id: fields.get('id') ?? '', data: JSON.parse(fields.get('data') ?? '{}') }
      }
    },
  }
}

function gateOf(database: Parameters<typeof inTransaction>[0]): Gate {
  return {
    enter(ask, met, work) {
      const hash = ask.credential.kind === 'session' ? ask.credential.hash : null
      const [, who] = Object.entries(cast).find(([name]) => hash?.equals(sha256(name))) ?? []
      if (!hash || !who) return Promise.reject(problem('not_signed_in'))
      const role = who.desk ? 'portal_provider' : 'portal_member'
      const session = { id: who.user_id, hash, confirmed_at: '', active_company_id: null }
      const known = { user_id: who.user_id, api_key_id: 70 + who.user_id, limit_key: `s${who.user_id}` }
      const caller = { kind: 'user', session, ...known } as const
      const facts = { company_ids: who.companies, all_companies: who.desk === true, user_id: who.user_id }
      return inTransaction(database, { role, ...facts, read_only: true }, async (tx) => {
        await met(caller)
        if (!isGranted(ask.access, who)) throw problem('forbidden')
        const scope = sealScope({
          ...writerFacts,
          ...facts,
          kind: who.desk ? 'provider' : 'member',
          tx,
          role,
          company_id: who.companies[0] ?? null,
          company_kind: null,
          is_visiting: false,
          permissions: new Set(who.rights),
          is_super_admin: false,
        })
        return work(scope, caller)
      })
    },
  }
}

const isGranted = ({ words }: Access, who: Somebody) =>
  words.some(
    (word) => word.word === 'user' || ('permission' in word && who.rights?.includes(word.permission)),
  )

const sha256 = (text: string) => createHash('sha256').update(text).digest()
