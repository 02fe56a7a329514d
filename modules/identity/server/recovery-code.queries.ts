import type { Transaction } from '../../../platform/database/index.ts'

/** The old codes are void with the same statement that makes the new ones durable: they share a transaction. */
export async function replaceCodes(tx: Transaction, userId: number, hashes: Buffer[]): Promise<void> {
  await deleteCodes(tx, userId)
  await tx.queries
    .insertInto('recovery_codes')
    .values(hashes.map((code_hash) => ({ user_id: userId, code_hash })))
    .execute()
}

export async function deleteCodes(tx: Transaction, userId: number): Promise<void> {
  await tx.queries.deleteFrom('recovery_codes').where('user_id', '=', userId).execute()
}

/** Uses a code: of many at once exactly one is right. */
export async function spendCode(tx: Transaction, userId: number, hash: Buffer): Promise<boolean> {
  const row = await tx.queries
    .updateTable('recovery_codes')
    .set({ used_at: new Date() })
    .where('user_id', '=', userId)
    .where('code_hash', '=', hash)
    .where('used_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export async function countCodes(tx: Transaction, userId: number): Promise<number> {
  const { rows } = await tx.run<{ left: number }>(
    'select count(*)::int as left from recovery_codes where user_id = $1 and used_at is null',
    [userId],
  )
  return rows[0]?.left ?? 0
}
