import type { Scope } from '../../../platform/database/index.ts'

export interface OutsideRow extends Record<string, unknown> {
  first_name: string
  last_name: string
  email: string | null
  email_key: string | null
}

// Known by address; by name where one of the two has no address. Who was archived or has a login is known, too.
const insert = `insert into staff_members (company_id, first_name, last_name, email, email_key, source)
select $1, x.first_name, x.last_name, x.email, x.email_key, $2
from jsonb_to_recordset($3::jsonb) as x (first_name text, last_name text, email text, email_key text)
where not exists (select from staff_members s where s.company_id = $1 and s.email_key = x.email_key)
  and not exists (select from staff_members s where s.company_id = $1 and (x.email_key is null or s.email_key is null)
    and lower(s.last_name) = lower(x.last_name) and lower(s.first_name) = lower(x.first_name))
  and not exists (select from memberships m join people p on p.id = m.user_id
    where m.company_id = $1 and m.removed_at is null and lower(p.email) = x.email)
on conflict do nothing returning id, first_name, last_name, email`

/** Adds those whom the directory of this company does not know. */
export async function insertOutside(
  scope: Scope,
  companyId: number,
  source: string,
  people: readonly OutsideRow[],
): Promise<(Pick<OutsideRow, 'first_name' | 'last_name' | 'email'> & { id: number })[]> {
  if (people.length === 0) return []
  const { rows } = await scope.tx.run<OutsideRow & { id: number }>(insert, [
    companyId,
    source,
    JSON.stringify(people),
  ])
  return rows
}
