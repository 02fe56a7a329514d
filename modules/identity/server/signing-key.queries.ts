import type { Transaction } from '../../../platform/database/index.ts'

export type KeyStatus = 'next' | 'current' | 'previous' | 'retired'

export interface SigningKeyRow {
  id: number
  kid: string
  algorithm: string
  public_jwk: unknown
  private_ciphertext: Buffer
  private_key_id: string
  status: string
  published_at: string
  activated_at: string | null
  retired_at: string | null
}

/** One at a time changes the keys, in the whole cluster; held until the transaction ends. */
export async function lockKeys(tx: Transaction): Promise<void> {
  await tx.run('select pg_advisory_xact_lock(7230118)')
}

/** The newest 50, newest first. */
export function selectSigningKeys(tx: Transaction): Promise<SigningKeyRow[]> {
  return tx.queries.selectFrom('signing_keys').selectAll().orderBy('id', 'desc').limit(50).execute()
}

/** Those that tokens may be verified with. */
export function selectPublished(tx: Transaction): Promise<SigningKeyRow[]> {
  return tx.queries
    .selectFrom('signing_keys')
    .selectAll()
    .where('status', '<>', 'retired')
    .orderBy('id', 'desc')
    .execute()
}

export interface Due {
  has_current: boolean
  has_next: boolean
  /** The current key signs since 89 days: its successor is published. */
  next_due: boolean
  /** The next key is published since 24 hours. */
  activation_due: boolean
}

export async function selectDue(tx: Transaction): Promise<Due> {
  const { rows } = await tx.run<Due & Record<string, unknown>>(
    `select exists (select from signing_keys where status = 'current') as has_current,
       exists (select from signing_keys where status = 'next') as has_next,
       exists (select from signing_keys where status = 'current' and activated_at <= now() - interval '89 days') as next_due,
       exists (select from signing_keys where status = 'next' and published_at <= now() - interval '24 hours') as activation_due`,
  )
  return rows[0] ?? { has_current: false, has_next: false, next_due: false, activation_due: false }
}

export interface NewSigningKey {
  kid: string
  algorithm: string
  public_jwk: unknown
  private_ciphertext: Buffer
  private_key_id: string
  status: 'next' | 'current'
}

export async function insertSigningKey(tx: Transaction, key: NewSigningKey): Promise<SigningKeyRow> {
  return tx.queries
    .insertInto('signing_keys')
    .values({
      ...key,
      public_jwk: JSON.stringify(key.public_jwk),
      activated_at: key.status === 'current' ? new Date() : null,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** The current key becomes previous; it leaves the published set 65 minutes after its last token has ended. */
export async function demoteCurrent(tx: Transaction, keepMinutes: number): Promise<void> {
  await tx.run(
    `update signing_keys set status = 'previous', retired_at = now() + make_interval(mins => $1) where status = 'current'`,
    [keepMinutes],
  )
}

export async function activateNext(tx: Transaction): Promise<SigningKeyRow | undefined> {
  const { rows } = await tx.run<SigningKeyRow & Record<string, unknown>>(
    `update signing_keys set status = 'current', activated_at = now() where status = 'next' returning *`,
  )
  return rows[0]
}

/** Previous keys whose time is over, or every key there is. */
export async function retireKeys(tx: Transaction, which: 'due' | 'all'): Promise<SigningKeyRow[]> {
  const { rows } = await tx.run<SigningKeyRow & Record<string, unknown>>(
    which === 'all'
      ? `update signing_keys set status = 'retired', retired_at = now() where status <> 'retired' returning *`
      : `update signing_keys set status = 'retired' where status = 'previous' and retired_at <= now() returning *`,
  )
  return rows
}

/** Private keys that were encrypted under another key than this one. */
export async function selectEncryptedElsewhere(tx: Transaction, keyId: string): Promise<SigningKeyRow[]> {
  return tx.queries
    .selectFrom('signing_keys')
    .selectAll()
    .where('private_key_id', '<>', keyId)
    .where('status', '<>', 'retired')
    .orderBy('id')
    .limit(100)
    .execute()
}

export async function updateCiphertext(
  tx: Transaction,
  id: number,
  sealed: { ciphertext: Buffer; key_id: string },
): Promise<void> {
  await tx.queries
    .updateTable('signing_keys')
    .set({ private_ciphertext: sealed.ciphertext, private_key_id: sealed.key_id })
    .where('id', '=', id)
    .execute()
}
