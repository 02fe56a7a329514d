import { sql } from 'kysely'
import type { Scope } from '../../../platform/database/index.ts'

export interface Leaving extends Record<string, unknown> {
  id: number
  company_id: number
  user_id: number | null
  offboard_at: string
}

/** Takes those who leave within a day and of whom nobody was told for this time; each is taken once. */
export async function takeLeaving(scope: Scope, limit: number): Promise<Leaving[]> {
  const { rows } = await sql<Leaving>`
    update staff_members set leaving_told_for = offboard_at where id in (
      select id from staff_members
      where account_action = 'offboard_scheduled' and archived_at is null
        and offboard_at > now() and offboard_at <= now() + interval '1 day'
        and leaving_told_for is distinct from offboard_at
      order by offboard_at limit ${limit} for update skip locked)
    returning id, company_id, user_id, offboard_at`.execute(scope.tx.queries)
  return rows
}

/** Counts one more failure of the off-boarding planned for this time. */
export async function countFailure(
  scope: Scope,
  id: number,
): Promise<(Leaving & { offboard_tries: number }) | undefined> {
  const { rows } = await sql<Leaving & { offboard_tries: number }>`
    update staff_members set offboard_tried_for = offboard_at,
      offboard_tries = case when offboard_tried_for = offboard_at then least(offboard_tries + 1, 1000) else 1 end
    where id = ${id} and account_action = 'offboard_scheduled'
    returning id, company_id, user_id, offboard_at, offboard_tries`.execute(scope.tx.queries)
  return rows[0]
}
