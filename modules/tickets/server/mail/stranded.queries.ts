import type { Scope } from '../../../../platform/database/index.ts'

export interface Assigned {
  user_id: number
  company_id: number | null
  tickets: number
}

/** Open tickets by assignee and company: of one person, or of everybody (null). */
export async function selectAssigned(scope: Scope, userId: number | null): Promise<Assigned[]> {
  const { rows } = await scope.tx.run<Assigned & Record<string, unknown>>(
    `select assigned_user_id as user_id, company_id, count(*)::int as tickets from tickets
     where status_kind in ('open', 'pending') and deleted_at is null and assigned_user_id is not null
       and ($1::bigint is null or assigned_user_id = $1::bigint)
     group by assigned_user_id, company_id`,
    [userId],
  )
  return rows
}
