import type pg from 'pg'
import { getConstructionPlans, getMigrationPlans, PgBoss } from 'pg-boss'
import { ownerAdapter, policyOf, queueOptions, schema, workerOptions } from './queue.ts'
import { deadLetters, jobDefinitions } from './registry.ts'
import { installView } from './view.ts'

/**
 * Makes or upgrades the queue's own schema as `portal_owner`, after the migrations, and the queues of all jobs
 * declared so far: the running portal needs no right to create anything.
 */
export async function installQueue(client: pg.ClientBase): Promise<void> {
  await installSchema(client)
  await installView(client)
  await client.query(`grant usage on schema ${schema} to portal_system;
    grant all on all tables in schema ${schema} to portal_system;
    grant all on all sequences in schema ${schema} to portal_system;
    grant execute on all functions in schema ${schema} to portal_system;
    alter default privileges in schema ${schema} grant all on tables to portal_system;
    alter default privileges in schema ${schema} grant all on sequences to portal_system;
    alter default privileges in schema ${schema} grant execute on functions to portal_system`)
  await installQueues(client)
}

async function installSchema(client: pg.ClientBase): Promise<void> {
  const found = await installedVersion(client)
  if (found === null) return void (await client.query(getConstructionPlans(schema)))
  if (found > newest())
    throw new Error(`The job queue has version ${found}, which this release does not know`)
  if (found < newest()) await upgrade(client, found)
}

async function installedVersion(client: pg.ClientBase): Promise<number | null> {
  const { rows } = await client.query<{ there: boolean }>(
    `select to_regclass('${schema}.version') is not null as there`,
  )
  if (!rows[0]?.there) return null
  const { rows: versions } = await client.query<{ version: number }>(`select version from ${schema}.version`)
  return versions[0]?.version ?? null
}

/** The version this release of pg-boss makes stands in its own plan only. */
function newest(): number {
  const version = /\.version\s*\(version\)\s*VALUES\s*\('?(\d+)/i.exec(getConstructionPlans(schema))?.[1]
  if (!version) throw new Error('The plan of pg-boss does not say which version it makes')
  return Number(version)
}

/** Indexes built concurrently stand behind the plan's commit and are run one by one. */
async function upgrade(client: pg.ClientBase, from: number): Promise<void> {
  const plan = getMigrationPlans(schema, from)
  const end = plan.lastIndexOf('COMMIT;') + 'COMMIT;'.length
  await client.query(plan.slice(0, end))
  for (const statement of plan.slice(end).split(/;\s*\n|;\s*$/))
    if (statement.trim()) await client.query(statement)
}

async function installQueues(client: pg.ClientBase): Promise<void> {
  const boss = new PgBoss({ ...workerOptions, supervise: false, db: ownerAdapter(client) })
  const there = new Set((await boss.getQueues()).map((queue) => queue.name))
  if (!there.has(deadLetters)) await boss.createQueue(deadLetters, { retentionSeconds: 30 * 86_400 })
  for (const definition of jobDefinitions().values()) {
    const options = queueOptions(definition)
    if (there.has(definition.name)) await boss.updateQueue(definition.name, options)
    else await boss.createQueue(definition.name, { ...options, policy: policyOf(definition) })
  }
}
