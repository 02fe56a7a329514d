import type { Sealed } from '../../../platform/crypto/index.ts'
import type { Transaction } from '../../../platform/database/index.ts'
import type { TotpDevice } from '../contract.ts'

const shown = ['id', 'name', 'created_at', 'last_used_at'] as const

export function selectTotpDevices(tx: Transaction, userId: number): Promise<TotpDevice[]> {
  return tx.queries
    .selectFrom('totp_devices')
    .select(shown)
    .where('user_id', '=', userId)
    .orderBy('id')
    .limit(10)
    .execute()
}

export interface TotpSecret {
  id: number
  secret_ciphertext: Buffer
  secret_key_id: string
}

export function selectTotpSecrets(tx: Transaction, userId: number): Promise<TotpSecret[]> {
  return tx.queries
    .selectFrom('totp_devices')
    .select(['id', 'secret_ciphertext', 'secret_key_id'])
    .where('user_id', '=', userId)
    .orderBy('id')
    .limit(10)
    .execute()
}

/** Secrets that are encrypted with another key than this one. */
export function selectEncryptedElsewhere(tx: Transaction, keyId: string) {
  return tx.queries
    .selectFrom('totp_devices')
    .select(['id', 'user_id', 'secret_ciphertext', 'secret_key_id'])
    .where('secret_key_id', '<>', keyId)
    .orderBy('id')
    .execute()
}

export async function updateSecret(tx: Transaction, id: number, secret: Sealed): Promise<void> {
  await tx.queries
    .updateTable('totp_devices')
    .set({ secret_ciphertext: secret.ciphertext, secret_key_id: secret.key_id })
    .where('id', '=', id)
    .execute()
}

export async function insertTotpDevice(
  tx: Transaction,
  device: { user_id: number; name: string; secret: Sealed; last_step: number },
): Promise<number> {
  const { user_id, name, secret, last_step } = device
  const { id } = await tx.queries
    .insertInto('totp_devices')
    .values({ user_id, name, secret_ciphertext: secret.ciphertext, secret_key_id: secret.key_id, last_step })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Uses the code of a step: of many at once exactly one is right, and none that is older. */
export async function spendStep(tx: Transaction, id: number, step: number): Promise<boolean> {
  const row = await tx.queries
    .updateTable('totp_devices')
    .set({ last_step: step, last_used_at: new Date() })
    .where('id', '=', id)
    .where('last_step', '<', step)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export function deleteTotpDevice(tx: Transaction, userId: number, id: number) {
  return tx.queries
    .deleteFrom('totp_devices')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .returning('name')
    .executeTakeFirst()
}
