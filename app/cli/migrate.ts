import { readConfig } from '../../platform/config.ts'
import { migrateFirst, openDatabase } from '../database.ts'

/** `myportal migrate`: for set-ups where the server itself may not change tables. */
export async function migrateOnly(): Promise<void> {
  const config = readConfig()
  const database = await openDatabase(config)
  try {
    const applied = await migrateFirst(config, database)
    console.log(applied === 0 ? 'The database is up to date.' : `Applied ${applied} migrations.`)
  } finally {
    await database.close()
  }
}
