import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { SearchSpeech } from '../modules/tickets/server/index.ts'
import { type Config, ConfigProblems } from '../platform/config.ts'
import { type Database, loginFaults, openEmbedded, openPostgres } from '../platform/database/index.ts'
import { logOf } from './accounts.ts'
import { holdFolder } from './folder-lock.ts'
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
  return openFolder(config.data_dir)
}

/** The embedded database, held against every other process until it is closed. */
async function openFolder(folder: string): Promise<Database> {
  const release = holdFolder(folder)
  try {
    const database = await openEmbedded(join(folder, 'database'))
    return { ...database, close: () => database.close().finally(release) }
  } catch (error) {
    release()
    throw error
  }
}

/** Migrates by the owner's way in, which is closed again before anything is served (companies §4.3). */
export async function migrateFirst(
  config: Config,
  database: Database,
  { is_rebuilt = false, say = warningOf(config) }: Partial<SearchSpeech> = {},
): Promise<number> {
  const speech = { language: config.search_language, is_rebuilt, say }
  if (!config.migration_database_url) return migrateAll(database, speech)
  const owners = openPostgres({ url: config.migration_database_url, pool_size: 1, ssl: config.database_ssl })
  try {
    return await migrateAll(owners, speech)
  } finally {
    await owners.close()
  }
}

const warningOf = (config: Config) => (line: string) => logOf(config).warn(line)

const named = {
  superuser: 'is a superuser',
  bypassrls: 'bypasses row-level security',
  owner: 'owns the tables',
}

/**
 * In production a login that the walls between customers cannot hold stops the start, unless
 * ALLOW_SUPERUSER_DATABASE=true; health is degraded then (companies §4.3).
 */
export async function refuseMightyLogin(config: Config, database: Database): Promise<void> {
  if (!isStrict(config) || config.allow_superuser_database) return
  const { grave } = await loginFaults(database)
  if (grave.length === 0) return
  const what = grave.map((fault) => named[fault]).join(' and ')
  throw new ConfigProblems([
    `The login of DATABASE_URL ${what}: use portal_login, with MIGRATION_DATABASE_URL for migrations (or set ALLOW_SUPERUSER_DATABASE=true)`,
  ])
}

/** Degraded in production while the login can do more than serve: it is too mighty, or migrates as well. */
export async function loginHealth(config: Config, database: Database): Promise<'ok' | 'degraded'> {
  if (!isStrict(config)) return 'ok'
  const { grave, is_migrator } = await loginFaults(database)
  return grave.length > 0 || is_migrator ? 'degraded' : 'ok'
}

const isStrict = ({ environment }: Config) => environment === 'production' || environment === 'staging'
