import type { Scope } from '../../../platform/database/index.ts'

/** What other systems call a company. */
export async function selectOutsideIds(scope: Scope, companyId: number) {
  const { rows } = await scope.tx.run<{ name: string; syncro_id: string | null; xero_id: string | null }>(
    'select name, syncro_id, xero_id from companies where id = $1',
    [companyId],
  )
  return rows[0]
}

/** The mobile phone of a person, as the directory of this company has it. */
export async function selectOwnMobile(
  scope: Scope,
  companyId: number,
  userId: number,
): Promise<string | null> {
  const { rows } = await scope.tx.run<{ mobile_phone: string | null }>(
    'select mobile_phone from staff_members where company_id = $1 and user_id = $2 and archived_at is null',
    [companyId, userId],
  )
  return rows[0]?.mobile_phone ?? null
}
