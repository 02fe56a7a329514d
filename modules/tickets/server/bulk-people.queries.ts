import type { Scope } from '../../../platform/database/index.ts'

/** How many people are requester or in copy of these tickets, each once, without the silent ones and the caller. */
export async function countAsked(scope: Scope, ids: readonly number[]): Promise<number> {
  const { rows } = await scope.tx.run<{ n: number }>(
    `select count(distinct coalesce('u' || w.user_id, 's' || w.staff_member_id, lower(w.email)))::int as n
     from ticket_watchers w where w.ticket_id = any ($1::bigint[]) and w.kind <> 'follower' and w.muted_at is null
       and w.user_id is distinct from $2::bigint`,
    [ids, scope.user_id],
  )
  return rows[0]?.n ?? 0
}

/** Those of these tickets that the caller may see, by the policy. */
export async function selectVisible(scope: Scope, ids: readonly number[]): Promise<number[]> {
  const { rows } = await scope.tx.run<{ id: number }>(
    'select t.id from tickets t where t.id = any ($1::bigint[]) and t.deleted_at is null',
    [ids],
  )
  return rows.map(({ id }) => id)
}
