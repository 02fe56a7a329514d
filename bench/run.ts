import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freshDatabase } from '../test/harness/database.ts'
import { measureCompanies } from './companies.ts'
import { measureEvents, measureEventsEmbedded } from './events.ts'
import {
  compare,
  faults,
  killAll,
  memoryOf,
  root,
  say,
  setUp,
  startBare,
  startPortal,
  stop,
} from './house.ts'
import { measureIdentity } from './identity.ts'
import { measureIdentityEmbedded } from './identity-embedded.ts'
import { soakKeys } from './identity-soak.ts'
import { measureNotifications } from './notifications.ts'
import { measureReach } from './reach.ts'
import { seedDesk } from './seed.ts'
import { bareStatements, companyPage, listPage } from './statements.ts'
import { measureTickets } from './tickets.ts'
import { measureTicketsEmbedded } from './tickets-embedded.ts'
import { measureTicketImport } from './tickets-import.ts'
import { measureWebhooks } from './webhooks.ts'

/**
 * `npm run bench`: what we claim, measured. Each row is a ratio against a bare loop in the same run, so that the
 * machine does not matter. Without TEST_DATABASE_URL a PostgreSQL of its own is started. Words after `--` choose
 * parts: companies, desk, embedded, events, events-embedded, identity, identity-embedded, notifications, reach,
 * tickets, tickets-embedded, tickets-import, webhooks (all of them unless given), and the long one, soak.
 */
if (!process.env.TEST_DATABASE_URL) {
  const again = spawnSync(
    'bash',
    ['scripts/with-postgres.sh', process.execPath, 'bench/run.ts', ...process.argv.slice(2)],
    { cwd: root, stdio: 'inherit', env: { ...process.env, POSTGRES_FSYNC: 'on' } },
  )
  process.exit(again.status ?? 1)
}

const rows = [
  { name: 'ticket_list_25', page: listPage, floor: 0.5 },
  { name: 'one_row', page: companyPage, floor: 0.5 },
]
const parts: Record<string, (folder: string) => Promise<void>> = {
  companies: measureCompanies,
  desk,
  embedded,
  events: measureEvents,
  'events-embedded': measureEventsEmbedded,
  identity: measureIdentity,
  'identity-embedded': measureIdentityEmbedded,
  notifications: measureNotifications,
  reach: measureReach,
  tickets: measureTickets,
  'tickets-embedded': measureTicketsEmbedded,
  'tickets-import': measureTicketImport,
  webhooks: measureWebhooks,
}
const onlyByName = { soak: soakKeys }
const chosen = process.argv.slice(2)
for (const name of chosen)
  if (!(name in parts || name in onlyByName)) throw new Error(`No part is called ${name}`)

const folder = mkdtempSync(join(tmpdir(), 'myportal-bench-'))
try {
  for (const [name, part] of Object.entries(parts))
    if (chosen.length === 0 || chosen.includes(name)) await part(folder)
  for (const [name, part] of Object.entries(onlyByName)) if (chosen.includes(name)) await part()
} finally {
  killAll()
  rmSync(folder, { recursive: true, force: true })
}
if (faults.length > 0) console.error(`\nBelow what we claim: ${faults.join(', ')}`)
process.exitCode = faults.length > 0 ? 1 : 0

/** Tickets of many customers on PostgreSQL. */
async function desk(): Promise<void> {
  const { database, url, drop } = await freshDatabase()
  try {
    const started = performance.now()
    const portal = await startPortal({ DATABASE_URL: url ?? '', DATA_DIR: join(folder, 'desk') })
    const startMs = performance.now() - started
    const idle = memoryOf(portal.child)
    const ada = await setUp(portal.port)
    await seedDesk(database, { companies: 40, tickets: 20_000, user_id: ada.user_id })
    const headers = { cookie: `myportal_session=${ada.cookies.get('myportal_session')}` }
    const statements = await bareStatements(
      database,
      rows.map(({ page }) => page),
    )
    const bare = await startBare('bench/bare.ts', { url, ...statements })
    for (const { name, page, floor } of rows) {
      const asks = [{ path: page.path, headers }]
      await compare({ name, floor, portal: { port: portal.port, asks }, bare: { port: bare.port, asks } })
    }
    say('start on PostgreSQL', `${startMs.toFixed(0)} ms`, startMs <= 2_000, '≤ 2 000 ms')
    say('idle memory on PostgreSQL', `${idle} MB`, idle <= 300, '≤ 300 MB')
    bare.child.kill('SIGKILL')
    await stop(portal.child)
  } finally {
    await drop()
  }
}

/** The embedded database: memory, and how long a start takes with everything there. */
async function embedded(): Promise<void> {
  const dataDir = join(folder, 'embedded')
  await stop((await startPortal({ DATA_DIR: dataDir })).child)
  const started = performance.now()
  const { child } = await startPortal({ DATA_DIR: dataDir })
  const startMs = performance.now() - started
  const idle = memoryOf(child)
  say('warm start, embedded', `${startMs.toFixed(0)} ms`, startMs <= 2_000, '≤ 2 000 ms')
  say('idle memory, embedded', `${idle} MB`, idle <= 700, '≤ 700 MB')
  await stop(child)
}
