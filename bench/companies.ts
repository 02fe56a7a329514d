import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { asOwner, type Database } from '../platform/database/index.ts'
import { type SeedSize, seedCompanies } from '../scripts/seed/companies.ts'
import { freshDatabase } from '../test/harness/database.ts'
import type { Loose, Person } from '../test/harness/person.ts'
import { measureRules } from './companies-rules.ts'
import { say, seconds, setUp, startPortal, stop } from './house.ts'
import { type Ask, load } from './load.ts'

/** The whole numbers of companies §9 with BENCH_EVENTS=10000000; a tenth of the events unless said. */
const whole: SeedSize = {
  companies: Number(process.env.BENCH_COMPANIES ?? 10_000),
  people: Number(process.env.BENCH_PEOPLE ?? 100_000),
  staff: Number(process.env.BENCH_STAFF ?? 300_000),
  events: Number(process.env.BENCH_EVENTS ?? 1_000_000),
  months: 14,
}

interface House {
  port: number
  ada: Person
  database: Database
  headers: Record<string, string>
}

/**
 * Lists, filters and searches of companies §9 on PostgreSQL: each within its time, and none by a sequential scan; what
 * the rules cost; a dashboard that does not grow with the data.
 */
export async function measureCompanies(folder: string): Promise<void> {
  const tenth = Object.fromEntries(
    Object.entries(whole).map(([name, value]) => [name, name === 'months' ? value : Math.ceil(value / 10)]),
  ) as unknown as SeedSize
  const small = await seeded(join(folder, 'companies-tenth'), tenth, dashboard)
  await seeded(join(folder, 'companies'), whole, async (house, url) => {
    const large = await dashboard(house)
    const ratio = large / small
    const detail = `${ratio.toFixed(2)} (${large.toFixed(1)} against ${small.toFixed(1)} ms)`
    say('dashboard at ten times the data', detail, ratio <= 1.2, '≤ 1.2')
    await lists(house)
    await audit(house)
    await measureRules(house.database, url, house.ada, house.port)
  })
}

/** A portal on a seeded database of its own. */
async function seeded<T>(
  dataDir: string,
  size: SeedSize,
  measure: (house: House, url: string) => Promise<T>,
): Promise<T> {
  const { database, url, drop } = await freshDatabase()
  try {
    const portal = await startPortal({ DATABASE_URL: url ?? '', DATA_DIR: dataDir })
    const ada = await setUp(portal.port)
    const cookie = [...ada.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const csrf = ada.cookies.get('myportal_session_csrf') ?? ''
    const house = { port: portal.port, ada, database, headers: { cookie, 'x-csrf-token': csrf } }
    await asOwner(database, (client) => client.query('alter table users alter column id restart with 1000'))
    const started = performance.now()
    await seedCompanies(database, size)
    console.log(`       seeded in ${((performance.now() - started) / 1_000).toFixed(0)} s`)
    const measured = await measure(house, url ?? '')
    await stop(portal.child)
    return measured
  } finally {
    await drop()
  }
}

/** The middle of its times, when nothing waits to be counted any more. */
async function dashboard({ port, headers, ada }: House): Promise<number> {
  while ((await ada.get('/api/dashboard').answers(200)).waiting_since) await pause(500)
  const asks = [{ path: '/api/dashboard', headers }]
  const { p50_ms } = await load({ port, asks, connections: 1, seconds })
  return p50_ms
}

async function lists(house: House): Promise<void> {
  const [company] = await found(house, '/api/companies?kind=customer&q=Seed+Bakery&limit=1')
  const first = await firstCompany(house.database)
  const rows: [name: string, path: string, limit: number][] = [
    ['company_list', '/api/companies?kind=customer&limit=50', 40],
    ['company_list newest', '/api/companies?sort=-created_at&limit=50', 40],
    ['company_search', '/api/companies?q=bakery&limit=50', 40],
    ['switcher_search', '/api/my-companies?q=mining&limit=20', 20],
    ['staff_list of 20 000', `/api/staff-members?company_id=${first}&limit=50`, 40],
    ['staff_search', `/api/staff-members?company_id=${first}&q=staff+77&limit=50`, 40],
    ['staff_list by department', `/api/staff-members?company_id=${first}&department=Sales&limit=50`, 40],
    ['staff_lookup by phone', '/api/staff-members/lookup?phone=%2B61410000777', 10],
    ['members_list, all by name', '/api/memberships?sort=name&limit=50', 40],
    ['members_list', `/api/companies/${company?.id}/memberships?limit=50`, 40],
    ['dashboard', '/api/dashboard', 20],
  ]
  for (const [name, path, limit] of rows) await within(house, name, { path }, limit)
  const body = { company_id: Number(company?.id) }
  await within(house, 'switch_company', { method: 'POST', path: '/api/switch-company', body }, 20)
}

async function audit(house: House): Promise<void> {
  const first = await firstCompany(house.database)
  const [busy] = await found(house, `/api/audit-logs?actor_kind=user&company_id=${first + 1}&limit=1`)
  const whole = 'from=2020-01-01&limit=50'
  const rows: [name: string, query: string, limit: number][] = [
    ['newest', whole, 60],
    ['oldest', `${whole}&sort=created_at`, 60],
    ['last 30 days', 'limit=50', 60],
    ['by type', `${whole}&sort=type`, 60],
    ['by person', `${whole}&sort=actor`, 60],
    ['by company', `${whole}&sort=company`, 60],
    ['one type', `${whole}&type=company.updated`, 60],
    ['a noun', `${whole}&type=ticket.*`, 60],
    ['preset', `${whole}&preset=access_changes`, 60],
    ['one person', `${whole}&actor_id=${busy?.actor?.id}`, 60],
    ['one company', `${whole}&company_id=${first + 1}`, 10],
    ['one thing', `${whole}&subject_type=company&subject_id=${first + 1}`, 60],
    ['system', `${whole}&actor_kind=system`, 60],
    ['on behalf', `${whole}&impersonated=true`, 60],
    ['type and person', `${whole}&type=company.updated&actor_kind=system`, 60],
    ['company and type', `${whole}&company_id=${first + 1}&type=ticket.noted`, 60],
    ['one month', 'limit=50&from=2026-08-01&to=2026-08-03', 60],
  ]
  for (const [name, query, limit] of rows) {
    await within(house, `audit_list ${name}`, { path: `/api/audit-logs?${query}` }, limit)
    const after = await cursorOf(house, query, 99)
    if (after)
      await within(
        house,
        `audit_list ${name}, page 100`,
        { path: `/api/audit-logs?${query}&after=${after}` },
        limit,
      )
  }
}

/** The cursor after so many pages; null when there are not as many. */
async function cursorOf({ ada }: House, query: string, pages: number): Promise<string | null> {
  let after = ''
  for (let page = 0; page < pages; page++) {
    const { next } = await ada.get(`/api/audit-logs?${query}${after && `&after=${after}`}`).answers(200)
    if (next === null) return null
    after = String(next)
  }
  return after
}

const found = async ({ ada }: House, path: string) =>
  (await ada.get(path).answers(200)).items as unknown as Loose[]

async function firstCompany(database: Database): Promise<number> {
  const { rows } = await asOwner(database, (client) =>
    client.query<{ id: number }>(`select min(id) as id from companies where name like 'Seed %'`),
  )
  return Number(rows[0]?.id)
}

/** One answer at a time, as one person asks; the scans are PostgreSQL's own count. */
async function within(house: House, name: string, ask: Ask, limit: number): Promise<void> {
  const before = await scans(house.database)
  const measured = await load({
    port: house.port,
    asks: [{ ...ask, headers: house.headers }],
    connections: 1,
    seconds: Math.min(seconds, 2),
  })
  await pause(1_100)
  const scanned = (await scans(house.database)) - before
  const p95 = measured.p95_ms
  // What works in the background meets a small table now and then; a list that scans does so with each answer.
  const scansEach = scanned / Math.max(1, measured.per_second * Math.min(seconds, 2))
  const holds = p95 <= limit && scansEach < 0.1
  const said = scansEach < 0.1 ? '' : `, ${scansEach.toFixed(1)} sequential scans each`
  say(name, `p95 ${p95.toFixed(1)} ms (${measured.per_second.toFixed(0)}/s)${said}`, holds, `≤ ${limit} ms`)
}

/** Sequential scans of the tables that grow: statistics arrive within a second. */
async function scans(database: Database): Promise<number> {
  const { rows } = await asOwner(database, (client) =>
    client.query<{ n: number }>(`select coalesce(sum(seq_scan), 0)::int as n from pg_stat_user_tables s
      join pg_class c on c.oid = s.relid where c.reltuples > 1000
        and (s.relname like 'events\\_%' or s.relname in ('companies', 'users', 'memberships', 'staff_members'))`),
  )
  return rows[0]?.n ?? 0
}
