import type { Transaction } from '../../../platform/database/index.ts'

export interface ExportRow {
  id: number
  user_id: number
  file_id: number | null
  status: string
  created_at: string
  ready_at: string | null
  expires_at: string
}

export const selectExports = (tx: Transaction, userId: number) =>
  tx.queries
    .selectFrom('personal_exports')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(20)
    .execute()

export const insertExport = (tx: Transaction, userId: number) =>
  tx.queries
    .insertInto('personal_exports')
    .values({ user_id: userId })
    .returningAll()
    .executeTakeFirstOrThrow()

export async function countRecent(tx: Transaction, userId: number): Promise<number> {
  const { rows: counted } = await tx.run<{ n: number }>(
    `select count(*)::int as n from personal_exports where user_id = $1 and created_at > now() - interval '1 day'`,
    [userId],
  )
  return counted[0]?.n ?? 0
}

/** Takes up an export that is not done yet; undefined when there is nothing to do, or its person is leaving. */
export async function startExport(tx: Transaction, id: number) {
  const { rows: started } = await tx.run<{
    user_id: number
    email: string
    first_name: string
    locale: string | null
  }>(
    `update personal_exports e set status = 'running' from users u
     where e.id = $1 and e.status in ('queued', 'running') and u.id = e.user_id and u.status = 'active'
     returning e.user_id, u.email, u.first_name, u.locale`,
    [id],
  )
  return started[0]
}

/** Whether its person is still there. They cannot leave before the transaction ends. */
export async function isExportWanted(tx: Transaction, id: number): Promise<boolean> {
  const { rowCount } = await tx.run(
    `select from users u join personal_exports e on e.user_id = u.id
     where e.id = $1 and e.status = 'running' and u.status = 'active' for share of u`,
    [id],
  )
  return rowCount === 1
}

export async function endExport(tx: Transaction, id: number, fileId: number | null): Promise<void> {
  await tx.run(
    `update personal_exports set status = $2, file_id = $3, ready_at = case when $3::bigint is null then null else now() end,
       expires_at = now() + interval '7 days' where id = $1`,
    [id, fileId === null ? 'failed' : 'ready', fileId],
  )
}

/** Exports whose seven days are over; gives back their files. */
export async function expireExports(tx: Transaction): Promise<number[]> {
  const { rows: gone } = await tx.run<{ file_id: number | null }>(
    `update personal_exports set status = 'expired' where expires_at <= now() and status <> 'expired' returning file_id`,
  )
  return gone.flatMap(({ file_id }) => (file_id === null ? [] : [file_id]))
}
