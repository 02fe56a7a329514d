import { prepareCompanies } from '../../modules/companies/server/index.ts'
import type { Identity } from '../../modules/identity/server/index.ts'
import { readConfig } from '../../platform/config.ts'
import { openAccounts } from '../accounts.ts'
import { migrateFirst, openDatabase } from '../database.ts'

/** Runs a command on the configured database, migrated first, and closes everything. */
export async function withIdentity(work: (identity: Identity) => Promise<void>): Promise<void> {
  const config = readConfig()
  const database = await openDatabase(config)
  try {
    await migrateFirst(config, database)
    const accounts = openAccounts(config, database)
    await prepareCompanies(database)
    try {
      await work(accounts.identity)
    } finally {
      await accounts.close()
    }
  } finally {
    await database.close()
  }
}
