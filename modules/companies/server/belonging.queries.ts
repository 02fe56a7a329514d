import type { Scope } from '../../../platform/database/index.ts'

/** Who is looked for in a company: logins, entries of its directory, addresses in lower case. */
export interface Sought {
  user_ids: readonly number[]
  staff_member_ids: readonly number[]
  emails: readonly string[]
}

/** Somebody who belongs to the company, or an e-mail domain of it. */
export interface Belonging {
  kind: 'user' | 'staff' | 'domain'
  id: number
  /** Of an entry of the directory: its login. */
  user_id: number | null
  name: string
  email: string | null
}

const found = `select 'user' as kind, m.user_id as id, m.user_id, coalesce(p.display_name, p.email) as name, lower(p.email) as email
from memberships m join people p on p.id = m.user_id
where m.company_id = $1 and m.status = 'active' and m.removed_at is null and p.status = 'active'
  and (m.user_id = any ($2::bigint[]) or lower(p.email) = any ($4::text[])
    or m.user_id in (select s.user_id from staff_members s where s.company_id = $1 and s.id = any ($3::bigint[])))
union all select 'staff', s.id, s.user_id, trim(s.first_name || ' ' || s.last_name), lower(s.email) from staff_members s
where s.company_id = $1 and s.archived_at is null and s.enabled
  and (s.id = any ($3::bigint[]) or lower(s.email) = any ($4::text[]))
union all select 'domain', d.id, null, d.domain, null from company_domains d
where d.company_id = $1 and d.domain = any ($5::text[])`

export async function selectBelonging(
  scope: Scope,
  companyId: number,
  { user_ids, staff_member_ids, emails }: Sought,
): Promise<Belonging[]> {
  const domains = emails.map((email) => email.slice(email.lastIndexOf('@') + 1))
  const { rows } = await scope.tx.run<Belonging & Record<string, unknown>>(found, [
    companyId,
    [...user_ids],
    [...staff_member_ids],
    [...emails],
    domains,
  ])
  return rows
}
