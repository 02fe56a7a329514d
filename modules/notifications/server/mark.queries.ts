import type { Scope } from '../../../platform/database/index.ts'

/** Marks as read: own rows in place, broadcasts by the reader's own mark. The first time counts. */
export async function markRead(scope: Scope, ids: readonly number[]): Promise<void> {
  await scope.tx.run(
    `with own as (update notifications set read_at = now()
       where id = any ($2::bigint[]) and user_id = $1::bigint and read_at is null)
     insert into notification_reads (notification_id, user_id)
       select n.id, $1::bigint from notifications n where n.id = any ($2::bigint[]) and n.user_id is null
     on conflict do nothing`,
    [scope.user_id, ids],
  )
}

export async function markUnread(scope: Scope, id: number): Promise<void> {
  await scope.tx.run(
    `with own as (update notifications set read_at = null where id = $2::bigint and user_id = $1::bigint)
     delete from notification_reads where notification_id = $2::bigint and user_id = $1::bigint`,
    [scope.user_id, id],
  )
}

/** Puts an own row away; its unsent mail is not sent. A critical banner stays until its end, and counts as read. */
export async function dismiss(scope: Scope, id: number): Promise<void> {
  await scope.tx.run(
    `update notifications set read_at = coalesce(read_at, now()),
       withdrawn_at = case when is_banner and severity = 'critical' and ends_at > now() then withdrawn_at else now() end
     where id = $2::bigint and user_id = $1::bigint`,
    [scope.user_id, id],
  )
}
