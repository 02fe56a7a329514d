import { parseArgs } from 'node:util'
import { readConfig } from '../../platform/config.ts'
import { migrateFirst, openDatabase } from '../database.ts'

/**
 * `myportal migrate`: for set-ups where the server itself may not change tables. With `--search-language` everything that
 * is searched is read anew in the language of SEARCH_LANGUAGE; the portal may run meanwhile.
 */
export async function migrateOnly(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { 'search-language': { type: 'boolean', default: false } } })
  const config = readConfig()
  const database = await openDatabase(config)
  try {
    const applied = await migrateFirst(config, database, {
      is_rebuilt: values['search-language'],
      say: console.log,
    })
    console.log(applied === 0 ? 'The database is up to date.' : `Applied ${applied} migrations.`)
  } finally {
    await database.close()
  }
}
