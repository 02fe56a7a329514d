import type { Scope } from '../../../platform/database/index.ts'
import type { ContactKind } from '../contract.ts'

export interface ContactRow {
  kind: ContactKind
  staff_member_id: number
  user_id: number | null
  name: string
  job_title: string | null
  email: string | null
  phone: string | null
  mobile_phone: string | null
}

/** The contacts of a company by kind, in their order; people who left the directory are none. */
export async function selectContacts(
  scope: Scope,
  companyId: number,
  kind: ContactKind | null = null,
): Promise<ContactRow[]> {
  const { rows } = await scope.tx.run<ContactRow & Record<string, unknown>>(
    `select k.kind, k.staff_member_id, s.user_id, trim(s.first_name || ' ' || s.last_name) as name, s.job_title,
       s.email, s.phone, s.mobile_phone
     from company_contacts k join staff_members s on s.company_id = k.company_id and s.id = k.staff_member_id
     where k.company_id = $1 and s.archived_at is null and ($2::text is null or k.kind = $2)
     order by k.kind, k.position, k.staff_member_id limit 500`,
    [companyId, kind],
  )
  return rows
}

/** Which of these people stand in the company's directory. */
export async function selectPresent(scope: Scope, companyId: number, ids: readonly number[]) {
  const { rows } = await scope.tx.run<{ id: number }>(
    'select id from staff_members where company_id = $1 and id = any ($2::bigint[]) and archived_at is null',
    [companyId, [...ids]],
  )
  return new Set(rows.map(({ id }) => id))
}

export interface NewContact {
  kind: ContactKind
  staff_member_id: number
  position: number
}

/** These in place of all before. */
export async function replaceContacts(scope: Scope, companyId: number, contacts: readonly NewContact[]) {
  await scope.tx.run('delete from company_contacts where company_id = $1', [companyId])
  await scope.tx.run(
    `insert into company_contacts (company_id, kind, staff_member_id, position)
     select $1, x.kind, x.staff_member_id, x.position
     from jsonb_to_recordset($2::jsonb) as x (kind text, staff_member_id bigint, position int)`,
    [companyId, JSON.stringify(contacts)],
  )
}
