import { readConfig } from '../../platform/config.ts'
import type { Database } from '../../platform/database/index.ts'
import { migrateFirst, openDatabase } from '../database.ts'
import { openPortal, type Portal } from '../server.ts'

/** Runs a command in a whole portal on the configured database, migrated first, that neither listens nor works by itself. */
export async function withPortal(work: (portal: Portal, database: Database) => Promise<void>): Promise<void> {
  const config = readConfig()
  const database = await openDatabase(config)
  try {
    await migrateFirst(config, database)
    const portal = await openPortal(config, database, { role: 'web' })
    try {
      await work(portal, database)
    } finally {
      await portal.close()
    }
  } finally {
    await database.close()
  }
}
