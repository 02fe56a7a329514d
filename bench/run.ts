import { type ChildProcess, fork, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freshDatabase } from '../test/harness/database.ts'
import { personAt } from '../test/harness/person.ts'
import { load, type Measured } from './load.ts'
import { seedDesk } from './seed.ts'
import { bareStatements } from './statements.ts'

/**
 * `npm run bench`: what we claim, measured. Each row is a ratio against a bare loop in the same run, so that the
 * machine does not matter. Without TEST_DATABASE_URL a PostgreSQL of its own is started.
 */
const root = join(import.meta.dirname, '..')
if (!process.env.TEST_DATABASE_URL) {
  const again = spawnSync('bash', ['scripts/with-postgres.sh', process.execPath, 'bench/run.ts'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, POSTGRES_FSYNC: 'on' },
  })
  process.exit(again.status ?? 1)
}

interface Row {
  name: string
  path: string
  floor: number
}

const rows: Row[] = [
  { name: 'ticket_list_25', path: '/api/tickets?limit=25', floor: 0.5 },
  { name: 'one_row', path: '/api/company', floor: 0.5 },
]
const connections = 16
const seconds = Number(process.env.BENCH_SECONDS ?? 4)
const rounds = Number(process.env.BENCH_ROUNDS ?? 3)
const faults: string[] = []
const children: ChildProcess[] = []

const { database, url, drop } = await freshDatabase()
const folder = mkdtempSync(join(tmpdir(), 'myportal-bench-'))
try {
  const started = performance.now()
  const portal = await startPortal({ DATABASE_URL: url ?? '', DATA_DIR: folder })
  const startMs = performance.now() - started
  const idle = memoryOf(portal.child)
  const cookie = await prepare(portal.port)
  const statements = await bareStatements(
    database,
    rows.map(({ path }) => path),
  )
  const bare = await startBare(JSON.stringify({ url, ...statements }))
  for (const row of rows) await measure(row, portal.port, bare.port, cookie)
  say('start on PostgreSQL', `${startMs.toFixed(0)} ms`, startMs <= 2_000, '≤ 2 000 ms')
  say('idle memory on PostgreSQL', `${idle} MB`, idle <= 300, '≤ 300 MB')
  await stop(portal.child)
  await embedded()
} finally {
  for (const child of children) child.kill('SIGKILL')
  await drop()
  rmSync(folder, { recursive: true, force: true })
}
if (faults.length > 0) console.error(`\nBelow what we claim: ${faults.join(', ')}`)
process.exitCode = faults.length > 0 ? 1 : 0

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

/** Alternates between the bare loop and the portal; the ratio is that of the medians. */
async function measure(row: Row, portalPort: number, barePort: number, cookie: string): Promise<void> {
  const results: Record<'bare' | 'portal', Measured[]> = { bare: [], portal: [] }
  for (let round = -1; round < rounds; round++) {
    for (const [who, port] of [
      ['bare', barePort],
      ['portal', portalPort],
    ] as const) {
      const measured = await load({
        port,
        path: row.path,
        headers: { cookie },
        connections,
        seconds: round < 0 ? 2 : seconds,
      })
      if (round >= 0) results[who].push(measured)
    }
  }
  const bare = median(results.bare)
  const ours = median(results.portal)
  const ratio = ours.per_second / bare.per_second
  const detail = `${ours.per_second.toFixed(0)}/s against ${bare.per_second.toFixed(0)}/s, p95 ${ours.p95_ms.toFixed(1)} ms`
  say(row.name, `${ratio.toFixed(2)} (${detail})`, ratio >= row.floor, `≥ ${row.floor.toFixed(2)}`)
}

function say(name: string, value: string, holds: boolean, claim: string): void {
  console.log(`${holds ? 'ok    ' : 'BELOW '} ${name.padEnd(28)} ${value}  [${claim}]`)
  if (!holds) faults.push(name)
}

function median(runs: Measured[]): Measured {
  const sorted = [...runs].sort((a, b) => a.per_second - b.per_second)
  return sorted[Math.floor(sorted.length / 2)] ?? { per_second: 0, p50_ms: 0, p95_ms: 0, p99_ms: 0 }
}

/** Ada sets the portal up; the desk is filled. Gives back her cookie. */
async function prepare(port: number): Promise<string> {
  const ada = personAt(`http://127.0.0.1:${port}`, 'Ada', 'ada@bench.example')
  const body = {
    email: ada.email,
    password: 'a long bench passphrase',
    first_name: 'Ada',
    company_name: 'Bench IT',
  }
  const { user } = await ada.post('/api/auth/register', body).answers(201)
  await seedDesk(database, { companies: 40, tickets: 20_000, user_id: Number(user?.id) })
  return `myportal_session=${ada.cookies.get('myportal_session')}`
}

/** A portal in a process of its own; resolves when it is ready. */
async function startPortal(
  environment: Record<string, string>,
): Promise<{ child: ChildProcess; port: number }> {
  const port = 20_000 + (process.pid % 20_000) + children.length
  const off = Object.fromEntries(
    ['GENERAL', 'API', 'ANONYMOUS', 'LOGIN', 'REGISTER'].map((name) => [`RATE_LIMIT_${name}`, 'off']),
  )
  const child = fork(join(root, 'app/cli/main.ts'), ['serve'], {
    stdio: 'ignore',
    env: {
      PATH: process.env.PATH ?? '',
      NODE_COMPILE_CACHE: join(root, '.cache/compile'),
      LOGGING_LEVEL: 'warn',
      HOST: '127.0.0.1',
      PORT: String(port),
      ...off,
      ...environment,
    },
  })
  children.push(child)
  for (;;) {
    const ready = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => null)
    if (ready?.ok) return { child, port }
    if (child.exitCode !== null) throw new Error(`The portal ended with ${child.exitCode}`)
    await pause(10)
  }
}

async function startBare(plan: string): Promise<{ port: number }> {
  const child = fork(join(root, 'bench/bare.ts'), [plan], { stdio: 'inherit' })
  children.push(child)
  return new Promise((resolve) => child.once('message', (message) => resolve(message as { port: number })))
}

function stop(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => {
    child.once('exit', resolve)
    child.kill('SIGTERM')
  })
}

/** Resident memory in MB. */
function memoryOf(child: ChildProcess): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024)
}
