import { asOwner, type Database } from '../../platform/database/index.ts'

/** Somebody in the directory of a company, without the pages of the directory. */
export async function inDirectory(
  database: Database,
  companyId: number,
  name: string,
  more: { email?: string; phone?: string; mobile_phone?: string } = {},
): Promise<number> {
  const { rows } = await asOwner(database, (client) =>
    client.query<{ id: string }>(
      `insert into myportal.staff_members (company_id, first_name, email, email_key, phone, mobile_phone)
       values ($1, $2, $3::text, lower($3::text), $4, $5) returning id`,
      [companyId, name, more.email ?? null, more.phone ?? null, more.mobile_phone ?? null],
    ),
  )
  return Number(rows[0]?.id)
}
