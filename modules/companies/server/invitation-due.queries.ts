import { sql } from 'kysely'
import type { Scope } from '../../../platform/database/index.ts'

export interface OpenInvitation {
  id: number
  company_id: number
  company_name: string
  user_id: number
  inviter_name: string | null
}

/** Ends invitations that nobody took up within 30 days, so many at a time. */
export async function expireOpen(scope: Scope, limit: number): Promise<OpenInvitation[]> {
  const { rows } = await sql<OpenInvitation>`
    update memberships set removed_at = now(), version = version + 1, updated_at = now()
    where id in (select id from memberships where status = 'invited' and removed_at is null
      and invited_at <= now() - interval '30 days' order by invited_at, id limit ${limit} for update skip locked)
    returning id, company_id, user_id`.execute(scope.tx.queries)
  return rows
}

/** The next invitation that was open for three days and not recalled yet, marked as recalled; open companies only. */
export async function takeForReminder(scope: Scope): Promise<OpenInvitation | undefined> {
  const { rows } = await sql<OpenInvitation>`
    update memberships m set reminded_at = now() from companies c
    where m.id = (select o.id from memberships o join companies oc on oc.id = o.company_id
        where o.status = 'invited' and o.removed_at is null and o.reminded_at is null and oc.archived_at is null
          and o.invited_at <= now() - interval '3 days' and o.invited_at > now() - interval '29 days'
        order by o.invited_at, o.id limit 1 for update of o skip locked)
      and c.id = m.company_id
    returning m.id, m.company_id, c.name as company_name, m.user_id,
      (select coalesce(p.display_name, p.email) from people p where p.id = m.invited_by_user_id) as inviter_name`.execute(
    scope.tx.queries,
  )
  return rows[0]
}
