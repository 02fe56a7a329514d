import type { Scope } from '../../../platform/database/index.ts'

/** How to reach somebody of the directory: by their login where they have one. */
export interface StaffAddress {
  user_id: number | null
  email: string | null
  name: string
}

/** Addresses of these entries, as far as they are in scope and still there. */
export async function staffAddresses(
  scope: Scope,
  ids: readonly number[],
): Promise<Map<number, StaffAddress>> {
  const { rows } = await scope.tx.run<StaffAddress & { id: number }>(
    `select id, user_id, email, trim(first_name || ' ' || last_name) as name from staff_members
     where id = any ($1::bigint[]) and archived_at is null and enabled`,
    [[...ids]],
  )
  return new Map(rows.map(({ id, ...one }) => [id, one]))
}
