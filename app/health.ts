import { countsLag } from '../modules/companies/server/index.ts'
import type { Identity } from '../modules/identity/server/index.ts'
import type { HealthChecks } from '../modules/operations/server/index.ts'
import type { Config } from '../platform/config.ts'
import { type Database, inTransaction } from '../platform/database/index.ts'
import { outboxLag, streamFaults } from '../platform/events/index.ts'
import { isStorageWritable } from '../platform/files/index.ts'
import { taskLag } from '../platform/jobs/index.ts'
import type { Background } from './background.ts'
import { loginHealth } from './database.ts'

const system = { role: 'portal_system', read_only: true } as const

/** What health asks, and which of it the portal cannot do without. */
export function healthChecks(
  config: Config,
  database: Database,
  background: Background,
  identity: Pick<Identity, 'tokensSound' | 'hashingSound'>,
): HealthChecks {
  return {
    api: { is_vital: true, check: async () => 'ok' },
    database: {
      is_vital: true,
      check: async () => {
        await inTransaction(database, system, (tx) => tx.run('select 1'))
        return 'ok'
      },
    },
    database_login: { is_vital: false, check: () => loginHealth(config, database) },
    jobs: { is_vital: false, check: () => jobsLag(database) },
    events: {
      is_vital: false,
      check: async () => ((await streamFaults(database)).length > 0 ? 'degraded' : 'ok'),
    },
    counts: { is_vital: false, check: () => countsAge(database) },
    mail: { is_vital: false, check: async () => (await background.mail.health()).status },
    tokens: {
      is_vital: false,
      check: async () => ((await identity.tokensSound()) ? 'ok' : 'degraded'),
    },
    sign_in: { is_vital: false, check: async () => (identity.hashingSound() ? 'ok' : 'degraded') },
    redis: { is_vital: false, check: async () => background.live.redis() },
    storage: {
      is_vital: false,
      check: async () => ((await isStorageWritable(config.data_dir)) ? 'ok' : 'degraded'),
    },
  }
}

/** Degraded when an event has waited for a minute, or a task that is due for ten: nothing is lost, but nobody is told. */
const jobsLag = async (database: Database) =>
  (await outboxLag(database)) > 60 || (await taskLag(database)) > 600 ? 'degraded' : 'ok'

/** Degraded when changed numbers have waited for more than 5 minutes: dashboards show their age. */
const countsAge = async (database: Database) => ((await countsLag(database)) > 300 ? 'degraded' : 'ok')
