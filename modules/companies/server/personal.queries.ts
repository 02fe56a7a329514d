import type { Transaction } from '../../../platform/database/index.ts'
import { declarePersonalData } from '../../../platform/personal/index.ts'

const acted = (table: string, user_column: string) =>
  ({
    table,
    user_column,
    role: 'portal_provider',
    exported: [],
    on_erase: { keep: 'it says who did it; the name is gone' },
  }) as const

declarePersonalData(
  {
    table: 'memberships',
    user_column: 'user_id',
    role: 'portal_provider',
    exported: ['company_id', 'status', 'invited_at', 'joined_at', 'removed_at', 'last_active_at'],
    on_erase: { blank: 'removed_at = coalesce(removed_at, now())' },
  },
  acted('memberships', 'invited_by_user_id'),
  acted('memberships', 'suspended_by_user_id'),
  acted('memberships', 'removed_by_user_id'),
  acted('membership_customers', 'added_by_user_id'),
  acted('company_domains', 'created_by_user_id'),
  acted('companies', 'archived_by_user_id'),
  {
    table: 'companies',
    user_column: 'account_manager_user_id',
    role: 'portal_provider',
    exported: ['id', 'name'],
    on_erase: { blank: 'account_manager_user_id = null' },
  },
)

/** A company that nobody but this person keeps the members of. */
export async function selectSolelyKept(tx: Transaction, userId: number): Promise<number | undefined> {
  const { rows } = await tx.run<{ company_id: number }>(
    `select m.company_id from memberships m join roles r on r.id = m.role_id
     where m.user_id = $1 and m.status = 'active' and m.removed_at is null and 'members.manage' = any (r.permission_names)
       and not exists (select from memberships o join roles p on p.id = o.role_id
         where o.company_id = m.company_id and o.user_id <> $1 and o.status = 'active' and o.removed_at is null
           and 'members.manage' = any (p.permission_names)) limit 1`,
    [userId],
  )
  return rows[0]?.company_id
}

/** Companies in which this person has a place or is invited to one, the oldest place first; asked by identity. */
export async function selectCompaniesAround(
  tx: Transaction,
  userId: number,
): Promise<{ name: string; country: string | null }[]> {
  const { rows } = await tx.run<{ name: string; country: string | null }>(
    'select name, country from companies_around($1)',
    [userId],
  )
  return rows
}
