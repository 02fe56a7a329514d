import type { Transaction } from '../../../platform/database/index.ts'

/** A pair of columns: what is encrypted, and the key that opens it. */
export interface SealedColumn {
  table: 'webhook_endpoints' | 'inbound_webhooks'
  ciphertext: string
  key_id: string
}

/** What lies under another key than this one; the rows are held until the transaction ends. */
export async function selectSealedElsewhere(
  tx: Transaction,
  { table, ciphertext, key_id }: SealedColumn,
  keyId: string,
) {
  const { rows } = await tx.run<{ id: number; ciphertext: Buffer; key_id: string }>(
    `select id, ${ciphertext} as ciphertext, ${key_id} as key_id from ${table} where ${key_id} <> $1
     order by id for update`,
    [keyId],
  )
  return rows
}

export async function updateSealed(
  tx: Transaction,
  { table, ciphertext, key_id }: SealedColumn,
  id: number,
  sealed: { ciphertext: Buffer; key_id: string },
): Promise<void> {
  await tx.run(`update ${table} set ${ciphertext} = $2, ${key_id} = $3 where id = $1`, [
    id,
    sealed.ciphertext,
    sealed.key_id,
  ])
}

export interface KeptSecret {
  ciphertext: string
  key_id: string
  set_at: string
}

/** What connections keep, by its name. */
export async function selectConnectionSecrets(tx: Transaction) {
  const { rows } = await tx.run<{ slug: string; secrets: Record<string, KeptSecret> }>(
    'select slug, secrets from integration_settings order by slug for update',
  )
  return rows
}

export async function updateConnectionSecrets(
  tx: Transaction,
  slug: string,
  secrets: Record<string, KeptSecret>,
): Promise<void> {
  await tx.run('update integration_settings set secrets = $2::jsonb where slug = $1', [
    slug,
    JSON.stringify(secrets),
  ])
}
