import type { Scope } from '../../../platform/database/index.ts'

/** Who asked for an import of tickets, and the name of its file; null when nobody is known. */
export async function importAskedBy(
  scope: Scope,
  id: number,
): Promise<{ user_id: number; file_name: string } | null> {
  const { rows } = await scope.tx.run<{ user_id: number | null; file_name: string }>(
    'select requested_by_user_id as user_id, file_name from ticket_imports where id = $1',
    [id],
  )
  const [row] = rows
  return row && row.user_id !== null ? { user_id: row.user_id, file_name: row.file_name } : null
}
