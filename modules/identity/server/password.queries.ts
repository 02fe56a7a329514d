import type { Transaction } from '../../../platform/database/index.ts'

/**
 * A password that somebody chose. With `old_hash` only while that is still theirs: of two changes at once one wins.
 * A mailed link also proves the address.
 */
export async function updatePassword(
  tx: Transaction,
  userId: number,
  chosen: { password_hash: string; old_hash?: string | null; by_mail?: boolean },
): Promise<boolean> {
  const now = new Date()
  let update = tx.queries
    .updateTable('users')
    .set((row) => ({
      password_hash: chosen.password_hash,
      password_changed_at: now,
      must_change_password: false,
      updated_at: now,
      ...(chosen.by_mail && { email_verified_at: row.fn.coalesce('email_verified_at', row.val(now)) }),
    }))
    .where('id', '=', userId)
    .where('status', '=', 'active')
  if (chosen.old_hash !== undefined)
    update = update.where('password_hash', 'is not distinct from', chosen.old_hash)
  const row = await update.returning('id').executeTakeFirst()
  return row !== undefined
}

/** A first or temporary password: nothing else works until it is changed, in running sessions, too. */
export async function forceChange(tx: Transaction, userId: number, passwordHash?: string): Promise<void> {
  const now = new Date()
  await tx.queries
    .updateTable('users')
    .set({
      must_change_password: true,
      updated_at: now,
      ...(passwordHash && { password_hash: passwordHash, password_changed_at: now }),
    })
    .where('id', '=', userId)
    .execute()
}

/** Every pause of an address ends; `kinds` says of what. */
export async function clearBuckets(
  tx: Transaction,
  identifierHash: Buffer,
  kinds: readonly string[] = ['password'],
): Promise<number> {
  const { numDeletedRows } = await tx.queries
    .deleteFrom('login_failures')
    .where('identifier_hash', '=', identifierHash)
    .where('kind', 'in', [...kinds])
    .executeTakeFirst()
  return Number(numDeletedRows)
}
