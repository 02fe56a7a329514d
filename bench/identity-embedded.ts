import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { openEmbedded } from '../platform/database/index.ts'
import { startBare, startPortal, stop } from './house.ts'
import { barePlan, prepare, ratios } from './identity-rows.ts'
import { seedPeople } from './identity-seed.ts'

const size = { people: 5_000, sessions: 50_000, keys: 2_500, events: 10_000 }

/** The same rows on the embedded database: the bare loop has a copy of it, since only one process may open it. */
export async function measureIdentityEmbedded(folder: string): Promise<void> {
  const environment = { DATA_DIR: join(folder, 'identity-embedded') }
  const files = join(environment.DATA_DIR, 'database')
  const first = await startPortal(environment, 'bench/portal.ts')
  const known = await prepare(first.port)
  await stop(first.child)

  const database = await openEmbedded(files)
  await seedPeople(database, size)
  const copy = join(folder, 'identity-embedded-copy')
  const plan = await barePlan(database, known, { url: null, folder: copy })
  await database.close()
  cpSync(files, copy, { recursive: true })

  const portal = await startPortal(environment, 'bench/portal.ts')
  const bare = await startBare('bench/identity-bare.ts', plan)
  await ratios('_embedded', { portal: portal.port, bare: bare.port }, known, {
    people: size.people,
    floor: 0.4,
  })
  bare.child.kill('SIGKILL')
  await stop(portal.child)
}
