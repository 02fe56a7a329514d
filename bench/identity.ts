import { join } from 'node:path'
import { freshDatabase } from '../test/harness/database.ts'
import { memoryOf, say, startBare, startPortal, stop } from './house.ts'
import { measureLists } from './identity-lists.ts'
import { measureOverload } from './identity-overload.ts'
import { barePlan, prepare, ratios } from './identity-rows.ts'
import { seedPeople } from './identity-seed.ts'
import { measureTimings } from './identity-timings.ts'

/** BENCH_SCALE=0.1: a tenth of the people, for a quick look. */
const scale = Number(process.env.BENCH_SCALE ?? 1)
const size = {
  people: 100_000 * scale,
  sessions: 1_000_000 * scale,
  keys: 50_000 * scale,
  events: 500_000 * scale,
}

/** The rows of identity §9 on PostgreSQL. */
export async function measureIdentity(folder: string): Promise<void> {
  const { database, url, drop } = await freshDatabase()
  try {
    const environment = { DATABASE_URL: url ?? '', DATA_DIR: join(folder, 'identity') }
    const portal = await startPortal(environment, 'bench/portal.ts')
    const known = await prepare(portal.port)
    await seedPeople(database, size)
    const bare = await startBare(
      'bench/identity-bare.ts',
      await barePlan(database, known, { url, folder: null }),
    )
    await ratios('', { portal: portal.port, bare: bare.port }, known, { people: size.people })
    bare.child.kill('SIGKILL')
    await measureLists(portal.port, known)
    const before = memoryOf(portal.child)
    await measureOverload(portal.port, size.people)
    const grown = memoryOf(portal.child) - before
    say('memory under overload', `${grown} MB more`, grown <= 100, '≤ 100 MB')
    await measureTimings(portal.port, database)
    await stop(portal.child)
  } finally {
    await drop()
  }
}
