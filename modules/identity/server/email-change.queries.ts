import type { Transaction } from '../../../platform/database/index.ts'

/** False when somebody has the address. Whether its mailbox was proven is the caller's to know. */
export async function updateEmail(
  tx: Transaction,
  userId: number,
  address: { email: string; email_key: string },
  isProven: boolean,
): Promise<boolean> {
  const now = new Date()
  try {
    return await tx.savepoint(async () => {
      await tx.queries
        .updateTable('users')
        .set({ ...address, email_verified_at: isProven ? now : null, updated_at: now })
        .where('id', '=', userId)
        .execute()
      return true
    })
  } catch (error) {
    if ((error as { code?: string }).code === '23505') return false
    throw error
  }
}
