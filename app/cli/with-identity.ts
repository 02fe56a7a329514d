import { prepareCompanies } from '../../modules/companies/server/index.ts'
import type { Identity } from '../../modules/identity/server/index.ts'
import { readConfig } from '../../platform/config.ts'
import { openMail } from '../../platform/mail/index.ts'
import { logOf, openAccounts } from '../accounts.ts'
import { migrateFirst, openDatabase } from '../database.ts'

/** Runs a command on the configured database, migrated first, and closes everything. */
export async function withIdentity(work: (identity: Identity) => Promise<void>): Promise<void> {
  const config = readConfig()
  const database = await openDatabase(config)
  try {
    await migrateFirst(config, database)
    const log = logOf(config)
    const accounts = openAccounts(config, database, { log })
    // What is written here waits for a running portal, which sends it.
    openMail({ smtp: null, from: config.mail_from, portal_url: config.portal_url, log, database })
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
