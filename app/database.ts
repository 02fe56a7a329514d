import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../platform/config.ts'
import { type Database, openEmbedded, openPostgres } from '../platform/database/index.ts'
import { migrateAll } from './migrate.ts'

/** Opens the database that the configuration names: PostgreSQL, or the embedded one in the data folder. */
export async function openDatabase(config: Config): Promise<Database> {
  if (config.database_url) {
    return openPostgres({
      url: config.database_url,
      pool_size: config.database_pool_size,
      ssl: config.database_ssl,
    })
  }
  mkdirSync(config.data_dir, { recursive: true, mode: 0o700 })
  return openEmbedded(join(config.data_dir, 'database'))
}

/** Migrates by the owner's way in, which is closed again before anything is served (companies §4.3). */
export async function migrateFirst(config: Config, database: Database): Promise<number> {
  if (!config.migration_database_url) return migrateAll(database)
  const owners = openPostgres({ url: config.migration_database_url, pool_size: 1, ssl: config.database_ssl })
  try {
    return await migrateAll(owners)
  } finally {
    await owners.close()
  }
}
