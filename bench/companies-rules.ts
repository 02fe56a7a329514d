import { connect, createServer, type Server } from 'node:net'
import pg from 'pg'
import { enterBySession } from '../modules/companies/server/gate.queries.ts'
import { renderTemplate } from '../modules/companies/server/index.ts'
import {
  asOwner,
  type Database,
  enterTransaction,
  inTransaction,
  openPostgres,
} from '../platform/database/index.ts'
import { type Loose, type Person, personAt } from '../test/harness/person.ts'
import { password, say } from './house.ts'

/** What the rules of companies cost (companies §9): scope, walls, roles, templates. On a seeded database. */
export async function measureRules(
  database: Database,
  url: string,
  ada: Person,
  port: number,
): Promise<void> {
  await scope(database, url)
  await walls(database, url)
  await bigRole(database, ada, port)
  templates()
}

const times = 600

/** One call after the other, the two taking turns so that both meet the same machine; milliseconds, sorted. */
async function inTurns(one: () => Promise<unknown>, other: () => Promise<unknown>) {
  const all: [number[], number[]] = [[], []]
  for (let turn = -200; turn < times; turn++)
    for (const [at, run] of [one, other].entries()) {
      const started = performance.now()
      await run()
      if (turn >= 0) all[at]?.push(performance.now() - started)
    }
  return all.map((list) => list.sort((a, b) => a - b)) as [number[], number[]]
}

const at = (sorted: readonly number[], part: number) => sorted[Math.floor(sorted.length * part)] ?? 0

/** From a credential to a transaction that sees what it may, against a look at the session alone. */
async function scope(database: Database, url: string): Promise<void> {
  const { rows } = await asOwner(database, (client) =>
    client.query<{ token_hash: Buffer }>(
      'select token_hash from sessions where revoked_at is null order by id limit 1',
    ),
  )
  const hash = rows[0]?.token_hash
  const ours = openPostgres({ url, pool_size: 1 })
  const bare = new pg.Client({ connectionString: url, options: '-c search_path=myportal,public' })
  await bare.connect()
  const text = 'select session_id, user_id, active_company_id from live_sessions where token_hash = $1'
  const entry = {
    text: enterBySession,
    values: [hash, ['provider:tickets.view', 'person'], 'bench-request'],
    read_only: true,
  }
  const enter = (into: Database) => enterTransaction(into, entry, async () => undefined)
  const check = () => bare.query({ name: 'check', text, values: [hash] })
  const [checks, entries] = await inTurns(check, () => enter(ours))
  const more = at(entries, 0.5) - at(checks, 0.5)
  say('scope', `${more.toFixed(2)} ms over the bare session check`, more <= 1, '≤ 1 ms')
  await bare.end()
  await ours.close()

  const wire = await countTurns(url)
  const counted = openPostgres({ url: wire.url, pool_size: 1 })
  await enter(counted)
  const before = wire.turns()
  for (let n = 0; n < 20; n++) await enter(counted)
  const trips = (wire.turns() - before) / 20
  say('scope, round trips', trips.toFixed(1), trips <= 2, '≤ 2')
  await counted.close()
  await wire.close()
}

/** A wire to the database that counts how often it is spoken on after an answer. */
async function countTurns(url: string) {
  const { hostname, port } = new URL(url)
  let turns = 0
  const server: Server = createServer({ noDelay: true }, (near) => {
    let answered = true
    const far = connect({ port: Number(port) || 5432, host: hostname, noDelay: true })
    near.on('data', (part) => {
      if (answered) turns += 1
      answered = false
      far.write(part)
    })
    far.on('data', (part) => {
      answered = true
      near.write(part)
    })
    near.on('close', () => far.destroy()).on('error', () => far.destroy())
    far.on('close', () => near.destroy()).on('error', () => near.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const through = new URL(url)
  through.hostname = '127.0.0.1'
  through.port = String((server.address() as { port: number }).port)
  return {
    url: through.href,
    turns: () => turns,
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

/** Reads behind the walls against the same as superuser in a plain transaction. */
async function walls(database: Database, url: string): Promise<void> {
  const { rows } = await asOwner(database, (client) =>
    client.query<{ company_id: number; id: number }>(
      'select company_id, id from staff_members order by id limit 1',
    ),
  )
  const { company_id, id } = rows[0] ?? { company_id: 0, id: 0 }
  const text = 'select first_name, last_name, department from staff_members where company_id = $1 and id = $2'
  const plain = new pg.Client({ connectionString: url, options: '-c search_path=myportal,public' })
  await plain.connect()
  const opening = {
    role: 'portal_member',
    company_ids: [company_id],
    user_id: 1,
    request_id: 'bench-request',
    read_only: true,
  } as const
  for (const [reads, floor] of [
    [1, 0.65],
    [4, 0.95],
  ] as const) {
    const [bare, ours] = await inTurns(
      async () => {
        await plain.query('begin read only')
        for (let n = 0; n < reads; n++)
          await plain.query({ name: 'read', text, values: [company_id, Number(id) + n] })
        await plain.query('commit')
      },
      () =>
        inTransaction(database, opening, async (tx) => {
          for (let n = 0; n < reads; n++) await tx.run(text, [company_id, Number(id) + n])
        }),
    )
    const ratio = at(bare, 0.5) / at(ours, 0.5)
    const detail = `${ratio.toFixed(2)} (${at(ours, 0.5).toFixed(2)} against ${at(bare, 0.5).toFixed(2)} ms)`
    say(`row-level security, ${reads} read${reads > 1 ? 's' : ''}`, detail, ratio >= floor, `≥ ${floor}`)
  }
  await plain.end()
}

/** A role that 20 000 people hold is changed; one of them meets it with the next request. */
async function bigRole(database: Database, ada: Person, port: number): Promise<void> {
  await ada.post('/api/auth/confirm', { password }).answers(200)
  const sent = { name: 'Bench', kind: 'customer', permissions: ['company.view'] }
  const role: Loose = await ada.post('/api/roles', sent).answers(201)
  const email = await asOwner(database, async (client) => {
    await client.query(
      `update memberships set role_id = $1 where id in (select id from memberships
         where company_kind = 'customer' order by id desc limit 20000)`,
      [role.id],
    )
    const { rows } = await client.query<{ email: string }>(
      `select u.email from memberships m join users u on u.id = m.user_id where m.role_id = $1 limit 1`,
      [role.id],
    )
    return rows[0]?.email ?? ''
  })
  const holder = personAt(`http://127.0.0.1:${port}`, 'Holder', email)
  await holder.post('/api/auth/login', { email, password }).answers(200)
  const taken: number[] = []
  let inForce = 0
  const edits = 40
  for (let n = 0, version = Number(role.version); n < edits; n++) {
    const permissions = n % 2 === 0 ? ['company.view', 'members.view'] : ['company.view']
    const started = performance.now()
    const changed: Loose = await ada.patch(`/api/roles/${role.id}`, { permissions, version }).answers(200)
    taken.push(performance.now() - started)
    version = Number(changed.version)
    const now: Loose = await holder.get('/api/auth/session').answers(200)
    if ((now.permissions as unknown as string[]).includes('members.view') === (n % 2 === 0)) inForce += 1
  }
  const p95 = at(
    taken.sort((a, b) => a - b),
    0.95,
  )
  say('role with 20 000 members edited', `p95 ${p95.toFixed(1)} ms`, p95 <= 50, '≤ 50 ms')
  say('the same, in force', `${inForce} of ${edits} next requests`, inForce === edits, 'at once')
}

/** 20 000 characters with 200 variables; braces that lead nowhere take time with their number, not its square. */
function templates(): void {
  const values = new Map([['company.name', 'R&D "Ä"']])
  const piece = '{{company.nameUrlEncoded}}'
  const text = `${piece}${'x'.repeat(100 - piece.length)}`.repeat(200)
  const took = median(() => renderTemplate(text, 'html', values))
  say('template of 20 000 characters', `${took.toFixed(2)} ms`, took <= 2, '≤ 2 ms')
  const hostile = (length: number) => median(() => renderTemplate('{{a'.repeat(length), 'text', values))
  const ratio = hostile(6_000) / hostile(1_500)
  say('template, hostile braces ×4', `${ratio.toFixed(1)} times as long`, ratio <= 6, 'linear: ≤ 6')
}

function median(run: () => unknown): number {
  const all = Array.from({ length: 200 }, () => {
    const started = performance.now()
    run()
    return performance.now() - started
  })
  return at(
    all.sort((a, b) => a - b),
    0.5,
  )
}
