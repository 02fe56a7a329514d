import { readConfig } from '../../platform/config.ts'
import { migrateFirst, openDatabase, refuseMightyLogin } from '../database.ts'
import { openPortal, type Portal } from '../server.ts'

/** `myportal serve`: migrates, listens, prints where, and stops cleanly on SIGINT or SIGTERM. */
export async function serve(): Promise<void> {
  const config = readConfig()
  const database = await openDatabase(config)
  await refuseMightyLogin(config, database)
  await migrateFirst(config, database)
  // The migrations may have made this login the owner of tables.
  await refuseMightyLogin(config, database)
  const portal = await openPortal(config, database)
  const address = await portal.listen()
  stopOnSignal(portal, () => database.close())
  await greet(portal, address, config.database_url === null ? config.data_dir : null)
}

async function greet(portal: Portal, address: string, folder: string | null): Promise<void> {
  const first = await portal.identity.needsFirstUser()
  console.log(`\nMyPortal is ready at ${address}`)
  if (folder)
    console.log(`Everything is kept in ${folder} (embedded database; set DATABASE_URL to use PostgreSQL).`)
  console.log(
    first
      ? 'Open the address: the first person to register sets the portal up.'
      : 'Open the address and sign in.',
  )
  console.log('Ctrl-C stops it.\n')
}

/** A second signal within the stop is the same one, passed on twice by a launcher. */
function stopOnSignal(portal: Portal, closeDatabase: () => Promise<void>): void {
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    const overdue = setTimeout(() => process.exit(1), 35_000)
    await portal.close()
    await closeDatabase()
    clearTimeout(overdue)
    process.exit(0)
  }
  process.on('SIGINT', () => void stop())
  process.on('SIGTERM', () => void stop())
}
