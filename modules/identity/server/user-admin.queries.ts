import { sql } from 'kysely'
import type { Transaction } from '../../../platform/database/index.ts'

export interface AdminRow {
  id: number
  email: string
  first_name: string
  last_name: string
  status: string
  is_super_admin: boolean
  has_password: boolean
  locale: string | null
}

/** Holds the row until the end of the transaction. */
export function lockPerson(tx: Transaction, id: number): Promise<AdminRow | undefined> {
  return tx.queries
    .selectFrom('users')
    .select(['id', 'email', 'first_name', 'last_name', 'status', 'is_super_admin', 'locale'])
    .select(sql<boolean>`password_hash is not null`.as('has_password'))
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

/** Locks every active super administrator in the order of their ids: of two who demote each other one comes second. */
export async function lockSuperAdmins(tx: Transaction): Promise<number[]> {
  const { rows } = await tx.run<{ id: number }>(
    `select id from users where is_super_admin and status = 'active' order by id for update`,
  )
  return rows.map(({ id }) => id)
}

export async function setStatus(
  tx: Transaction,
  id: number,
  step: { from: string; to: 'active' | 'invited' | 'disabled'; reason: string | null },
): Promise<boolean> {
  const now = new Date()
  const row = await tx.queries
    .updateTable('users')
    .set({
      status: step.to,
      disabled_at: step.to === 'disabled' ? now : null,
      disabled_reason: step.to === 'disabled' ? step.reason : null,
      updated_at: now,
    })
    .where('id', '=', id)
    .where('status', '=', step.from)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export async function setFlag(tx: Transaction, id: number, is_super_admin: boolean): Promise<void> {
  await tx.queries
    .updateTable('users')
    .set({ is_super_admin, updated_at: new Date() })
    .where('id', '=', id)
    .execute()
}
