import type { Scope } from '../../../../platform/database/index.ts'
import type { MuteLink } from './mute.ts'

export interface Muted {
  company_id: number | null
  subject: string
  requester_user_id: number | null
}

/** Makes a ticket silent for somebody, or not any more. Null when it is gone, or they are not on it any more. */
export async function putMuted(
  scope: Scope,
  { ticket_id, who }: MuteLink,
  isMuted: boolean,
): Promise<{ has_changed: boolean; kind: string } | null> {
  const known = await scope.tx.run<{ is_muted: boolean; id: number; kind: string }>(
    `select id, kind, muted_at is not null as is_muted from ticket_watchers
     where ticket_id = $1::bigint and (user_id = $2::bigint or id = $3::bigint) for update`,
    [ticket_id, 'user_id' in who ? who.user_id : null, 'watcher_id' in who ? who.watcher_id : null],
  )
  const [row] = known.rows
  if (row) {
    if (row.is_muted === isMuted) return { has_changed: false, kind: row.kind }
    await scope.tx.run(
      'update ticket_watchers set muted_at = case when $2::boolean then now() end where id = $1::bigint',
      [row.id, isMuted],
    )
    return { has_changed: true, kind: row.kind }
  }
  if ('watcher_id' in who) return null
  // Who works on it without following it: a row that says that they want to hear nothing.
  const { rowCount } = await scope.tx.run(
    `insert into ticket_watchers (company_id, ticket_id, kind, user_id, muted_at)
     select t.company_id, t.id, 'follower', $2::bigint, now() from tickets t
     where t.id = $1::bigint and t.assigned_user_id = $2::bigint and $3::boolean`,
    [ticket_id, who.user_id, isMuted],
  )
  return rowCount === 1 ? { has_changed: true, kind: 'follower' } : null
}

/** What a ticket is called, and whose it is; null when it is gone. */
export async function selectMuted(scope: Scope, ticketId: number): Promise<Muted | null> {
  const { rows } = await scope.tx.run<Muted & Record<string, unknown>>(
    'select company_id, subject, requester_user_id from tickets where id = $1::bigint',
    [ticketId],
  )
  return rows[0] ?? null
}
