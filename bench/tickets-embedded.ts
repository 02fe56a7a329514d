import { join } from 'node:path'
import { seedDesk } from '../scripts/seed/desk.ts'
import { texts } from './desk-database.ts'
import { setUp, startPortal, stop } from './house.ts'
import { sizeOf, tickets } from './tickets-desk.ts'
import { timed } from './tickets-pages.ts'
import { askersOf, factsOf, signedIn } from './tickets-rows.ts'

/** The embedded database with 10 000 tickets: the same limits. */
export async function measureTicketsEmbedded(folder: string): Promise<void> {
  const { openEmbedded } = await import('../platform/database/index.ts')
  const environment = { DATA_DIR: join(folder, 'desk-embedded') }
  const first = await startPortal(environment)
  await setUp(first.port)
  await stop(first.child)
  const database = await openEmbedded(join(environment.DATA_DIR, 'database'))
  await seedDesk(database, sizeOf(Math.min(tickets, 10_000)), await texts())
  const facts = await factsOf(database)
  await database.close()
  const portal = await startPortal(environment)
  const ada = await signedIn(`http://127.0.0.1:${portal.port}`, 'ada@bench.example')
  await timed({ port: portal.port, facts, askers: await askersOf(facts, ada) })
  await stop(portal.child)
}
