import type { Cursor, Transaction } from '../../../platform/database/index.ts'
import type { MachineClient } from '../contract/machine-clients.ts'
import { pageSql, partOf, type WalkOrder } from './walk.queries.ts'

const iso = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

const columns = `c.id, c.client_id, c.name, c.description, c.audiences, c.token_ttl_seconds, c.enabled, c.not_before,
  c.last_used_at, c.tokens_issued, c.created_at, c.updated_at,
  coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'preview', s.preview, 'created_at', ${iso('s.created_at')},
      'expires_at', ${iso('s.expires_at')}, 'last_used_at', ${iso('s.last_used_at')}) order by s.id desc)
    from machine_client_secrets s where s.machine_client_id = c.id and (s.expires_at is null or s.expires_at > now())), '[]') as secrets`

export const clientOrders: Record<string, Omit<WalkOrder, 'descending'>> = {
  name: { expression: 'lower(c.name)', type: 'text' },
  created_at: { expression: 'c.created_at', type: 'timestamptz' },
  last_used_at: { expression: `coalesce(c.last_used_at, '-infinity'::timestamptz)`, type: 'timestamptz' },
}

export async function selectClients(
  tx: Transaction,
  filter: { q: string | undefined; enabled: boolean | undefined },
  page: { order: WalkOrder; after: Cursor | null; limit: number },
) {
  const values: unknown[] = []
  const conditions: string[] = []
  if (filter.enabled !== undefined) conditions.push(`c.enabled = $${values.push(filter.enabled)}`)
  if (filter.q !== undefined) {
    const part = `$${values.push(partOf(filter.q))}`
    conditions.push(
      `(c.name ilike ${part} or c.description ilike ${part} or c.client_id::text ilike ${part})`,
    )
  }
  const end = pageSql(conditions, values, { ...page, id: 'c.id' })
  const { rows } = await tx.run<MachineClient & { sort_text: string }>(
    `select ${columns}, (${page.order.expression})::text as sort_text from machine_clients c ${end}`,
    values,
  )
  return rows
}

export async function findClient(tx: Transaction, id: number): Promise<MachineClient | undefined> {
  const { rows } = await tx.run<MachineClient & Record<string, unknown>>(
    `select ${columns} from machine_clients c where c.id = $1`,
    [id],
  )
  return rows[0]
}

/** Holds the client's row: what is counted for it cannot race. False when there is none. */
export async function lockClient(tx: Transaction, id: number): Promise<boolean> {
  const { rowCount } = await tx.run('select from machine_clients where id = $1 for update', [id])
  return rowCount === 1
}

export interface ClientValues {
  name?: string | undefined
  description?: string | undefined
  audiences?: string[] | undefined
  token_ttl_seconds?: number | null | undefined
  enabled?: boolean | undefined
}

export async function insertClient(
  tx: Transaction,
  values: ClientValues & { name: string },
): Promise<number> {
  const { id } = await tx.queries
    .insertInto('machine_clients')
    .values(definedIn(values) as { name: string })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function updateClient(tx: Transaction, id: number, values: ClientValues): Promise<void> {
  await tx.queries
    .updateTable('machine_clients')
    .set({ ...definedIn(values), updated_at: new Date() })
    .where('id', '=', id)
    .execute()
}

const definedIn = (values: ClientValues): Partial<ClientValues> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))

/** Tokens issued so far are dead from now on: those of this second, too, and those dated for the end before. */
export async function endTokens(tx: Transaction, id: number): Promise<string> {
  const { rows } = await tx.run<{ not_before: string }>(
    `update machine_clients set not_before = greatest(date_trunc('second', clock_timestamp()), not_before) + interval '1 second', updated_at = now()
     where id = $1 returning not_before`,
    [id],
  )
  return rows[0]?.not_before ?? ''
}

export async function deleteClient(tx: Transaction, id: number): Promise<void> {
  await tx.run('delete from machine_clients where id = $1', [id])
}

export async function insertSecret(
  tx: Transaction,
  clientId: number,
  secret: { preview: string; secret_hash: Buffer },
): Promise<number> {
  const { id } = await tx.queries
    .insertInto('machine_client_secrets')
    .values({ machine_client_id: clientId, ...secret })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** All secrets of a client that work end so many seconds from now, unless they end before. */
export async function endSecrets(tx: Transaction, clientId: number, seconds: number): Promise<void> {
  await tx.run(
    `update machine_client_secrets set expires_at = least(expires_at, now() + make_interval(secs => $2))
     where machine_client_id = $1 and (expires_at is null or expires_at > now())`,
    [clientId, seconds],
  )
}

export async function deleteSecret(tx: Transaction, clientId: number, secretId: number) {
  return tx.queries
    .deleteFrom('machine_client_secrets')
    .where('id', '=', secretId)
    .where('machine_client_id', '=', clientId)
    .returning(['id', 'preview'])
    .executeTakeFirst()
}

export const selectServicePermissions = (tx: Transaction) =>
  tx.queries.selectFrom('service_permissions').selectAll().orderBy('name').limit(1_000).execute()

export const insertServicePermission = (
  tx: Transaction,
  one: { name: string; label: string; audience: string },
) => tx.queries.insertInto('service_permissions').values(one).returningAll().executeTakeFirstOrThrow()

export const deleteServicePermission = (tx: Transaction, id: number) =>
  tx.queries.deleteFrom('service_permissions').where('id', '=', id).returningAll().executeTakeFirst()
