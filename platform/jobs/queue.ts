import pg from 'pg'
import { type Db, PgBoss } from 'pg-boss'
import { type Database, inTransaction, type Transaction } from '../database/index.ts'
import { deadLetters, type JobDefinition, jobDefinitions } from './registry.ts'

export const schema = 'pgboss'

/**
 * pg-boss reads its rows as the driver gives them by default, not as the wire's text. The driver also sends
 * what stands here as a list of parameter types, so it is an empty list that can find parsers.
 */
const driverTypes: pg.CustomTypesConfig = Object.assign([], { getTypeParser: pg.types.getTypeParser })

/** The options of a started pg-boss: no scheduling, no DDL, no listener of its own. */
export const workerOptions = {
  schema,
  migrate: false,
  createSchema: false,
  schedule: false,
  useListenNotify: false,
  supervise: true,
  superviseIntervalSeconds: 15,
  monitorIntervalSeconds: 15,
  maintenanceIntervalSeconds: 3_600,
  // Flows are not used, so its resolver need not look.
  flowIntervalSeconds: 86_400,
  queueCacheIntervalSeconds: 300,
  // Both need the owner, or watch what the database's own monitoring watches.
  reindex: false,
  monitorVacuum: false,
} as const

/** pg-boss on our pool: every statement as `portal_system`, each in a short transaction of its own. */
export function poolAdapter(database: Database): Db {
  return {
    executeSql: (text, values) =>
      /^\s*begin;/i.test(text)
        ? wholeTransaction(database, text)
        : inTransaction(database, { role: 'portal_system' }, async (tx) => run(tx, text, values)),
  }
}

/** pg-boss on the owner's connection, while migrating. */
export const ownerAdapter = (client: pg.ClientBase): Db => ({
  executeSql: async (text, values) =>
    rowsOf(await client.query({ text, values: values ?? [], types: driverTypes })),
})

const asSystem = "select current_setting('role') as before, set_config('role', 'portal_system', true)"

/**
 * pg-boss in a transaction at hand: one statement as `portal_system`, then back to the role it had. The way
 * back goes down the connection together with the statement.
 */
export function transactionAdapter(tx: Transaction): Db {
  return {
    async executeSql(text, values) {
      const { rows } = await tx.run<{ before: string }>(asSystem)
      const result = run(tx, text, values)
      const back = tx.run("select set_config('role', $1, true)", [rows[0]?.before])
      back.catch(() => {})
      const found = await result
      await back
      return found
    },
  }
}

/**
 * A pg-boss that is never started: it writes in the transactions given to it. What it asks of its own about a
 * queue is answered from the registry, since a question to the pool would wait for the transaction that asks.
 */
export const sender = new PgBoss({
  ...workerOptions,
  supervise: false,
  db: {
    executeSql: async (_text, values) => ({
      rows: ((values?.[0] ?? []) as string[]).map((name) => ({
        ...queueOf(name),
        table: 'job_common',
        notify: false,
      })),
    }),
  },
})

function queueOf(name: string) {
  const definition = jobDefinitions().get(name)
  return { name, policy: definition ? policyOf(definition) : 'standard' }
}

export const policyOf = (definition: JobDefinition) => (definition.unique ? 'short' : 'standard')

/** What pg-boss keeps of a job's definition, in its words. */
export function queueOptions(definition: JobDefinition) {
  const { retry_delay_seconds, retry_max_delay_seconds = 3_600, expire_seconds } = definition
  return {
    retryLimit: definition.retries,
    retryDelay: retry_delay_seconds,
    retryBackoff: retry_delay_seconds > 0,
    ...(retry_delay_seconds > 0 && { retryDelayMax: retry_max_delay_seconds }),
    expireInSeconds: expire_seconds,
    deleteAfterSeconds: 7 * 86_400,
    deadLetter: deadLetters,
    ...(hasHeartbeat(definition) && { heartbeatSeconds: 30 }),
  }
}

export const hasHeartbeat = (definition: JobDefinition) => definition.expire_seconds > 60

async function run(tx: Transaction, text: string, values?: unknown[]) {
  return rowsOf(await tx.run(text, values?.length ? values : undefined, driverTypes))
}

/** Some of its texts are transactions already; a second `begin` would warn in the server's log. */
async function wholeTransaction(database: Database, text: string) {
  const client = await database.pool.connect()
  try {
    const asRole = text.replace(/begin;/i, 'begin; set local role portal_system;')
    return rowsOf(await client.query({ text: asRole, types: driverTypes }))
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  } finally {
    client.release()
  }
}

/** Several statements in one text answer with several results. */
function rowsOf(result: pg.QueryResult | pg.QueryResult[]): { rows: pg.QueryResultRow[] } {
  return Array.isArray(result) ? { rows: result.flatMap((one) => one.rows) } : result
}
