import type { Scope } from '../../../platform/database/index.ts'

export interface CompanyLooked {
  id: number
  name: string
  syncro_id: string | null
  is_archived: boolean
}

const companies = `select id, name, syncro_id, archived_at is not null as is_archived from companies
where id = any ($1::bigint[]) or lower(name) = any ($2::text[]) or syncro_id = any ($3::text[]) order by id`

/** Companies in scope by number, by name (in lower case) or by their Syncro id, whichever fits. */
export async function lookUpCompanies(
  scope: Scope,
  { ids = [], names = [], syncro_ids = [] }: { ids?: number[]; names?: string[]; syncro_ids?: string[] },
): Promise<CompanyLooked[]> {
  if (ids.length + names.length + syncro_ids.length === 0) return []
  const { rows } = await scope.tx.run<CompanyLooked & Record<string, unknown>>(companies, [
    ids,
    names,
    syncro_ids,
  ])
  return rows
}

export interface PersonLooked {
  company_id: number
  /** In lower case. */
  email: string
  user_id: number | null
  staff_member_id: number | null
}

const people = `select m.company_id, lower(p.email) as email, m.user_id, null::bigint as staff_member_id
from memberships m join people p on p.id = m.user_id
where m.company_id = any ($1::bigint[]) and lower(p.email) = any ($2::text[]) and m.status = 'active' and m.removed_at is null
union all
select s.company_id, lower(s.email), null, s.id from staff_members s
where s.company_id = any ($1::bigint[]) and s.email_key = any ($2::text[]) and s.archived_at is null`

/** Who has one of these addresses (in lower case) in one of these companies: members, and entries of the directory. */
export async function lookUpPeople(
  scope: Scope,
  companyIds: readonly number[],
  emails: readonly string[],
): Promise<PersonLooked[]> {
  if (companyIds.length === 0 || emails.length === 0) return []
  const { rows } = await scope.tx.run<PersonLooked & Record<string, unknown>>(people, [
    [...companyIds],
    [...emails],
  ])
  return rows
}
