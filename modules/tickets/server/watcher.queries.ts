import type { Scope } from '../../../platform/database/index.ts'
import type { Watcher } from '../contract.ts'
import type { Sight } from './sight.ts'
import type { Someone } from './whom.service.ts'

/** So many people hear of one ticket at most. */
export const mostWatchers = 50

const columns = `w.id, w.kind, w.user_id, w.staff_member_id, w.email,
  coalesce((select coalesce(p.display_name, p.email) from people p where p.id = w.user_id), w.name, w.email, '') as name,
  w.muted_at is not null as is_muted`
// Followers are the desk's; people without a company know of nobody beside themselves (tickets §4.1).
const shown = `($2::boolean or w.kind <> 'follower' and w.company_id is not null or w.user_id = $3::bigint)`
const ofTicket = `select ${columns} from ticket_watchers w
where w.ticket_id = $1::bigint and ${shown}
order by w.kind = 'requester' desc, w.kind, w.id limit ${mostWatchers + 1}`

/** People of a ticket; those who follow exist for the desk, and each for themselves. */
export async function selectWatchers(scope: Scope, sight: Sight, ticketId: number): Promise<Watcher[]> {
  const values = [ticketId, sight.is_desk, sight.user_id]
  const { rows } = await scope.tx.run<Watcher & Record<string, unknown>>(ofTicket, values)
  return rows
}

const one = `select ${columns} from ticket_watchers w where w.ticket_id = $1::bigint and w.id = $4::bigint
and ${shown}`

export async function selectWatcher(scope: Scope, sight: Sight, ticketId: number, id: number) {
  const values = [ticketId, sight.is_desk, sight.user_id, id]
  const { rows } = await scope.tx.run<Watcher & Record<string, unknown>>(one, values)
  return rows[0] ?? null
}

export interface NewWatcher extends Someone {
  kind: Watcher['kind']
}

const put = `insert into ticket_watchers (company_id, ticket_id, kind, user_id, staff_member_id, email, name, added_by_user_id)
select $1::bigint, $2::bigint, x.kind, x.user_id, x.staff_member_id, x.email, x.name, $3::bigint
from jsonb_to_recordset($4::jsonb) x (kind text, user_id bigint, staff_member_id bigint, email text, name text)
on conflict do nothing returning id`

/** Adds those who are not there yet; the ids of the new rows. */
export async function addWatchers(
  scope: Scope,
  ticket: { id: number; company_id: number | null },
  people: readonly NewWatcher[],
): Promise<number[]> {
  if (people.length === 0) return []
  const rows = people.map(({ user_id, email, name, ...rest }) => ({
    ...rest,
    user_id,
    email,
    // Names of those who can sign in are looked up: they change.
    name: user_id === null ? name : null,
  }))
  const values = [ticket.company_id, ticket.id, scope.user_id, JSON.stringify(rows)]
  const { rows: made } = await scope.tx.run<{ id: number }>(put, values)
  return made.map(({ id }) => id)
}

export async function deleteWatchers(scope: Scope, ticketId: number, ids: readonly number[]): Promise<void> {
  await scope.tx.run('delete from ticket_watchers where ticket_id = $1::bigint and id = any ($2::bigint[])', [
    ticketId,
    [...ids],
  ])
}

const found = `select id from ticket_watchers where ticket_id = $1::bigint
and (user_id = $2::bigint or staff_member_id = $3::bigint or email = $4)`

/** The row of somebody who is there already. */
export async function findWatcher(scope: Scope, ticketId: number, person: Someone): Promise<number | null> {
  const values = [ticketId, person.user_id, person.staff_member_id, person.email]
  const { rows } = await scope.tx.run<{ id: number }>(found, values)
  return rows[0]?.id ?? null
}

/** Somebody in copy becomes the requester, or starts to follow. */
export async function changeKind(scope: Scope, id: number, kind: Watcher['kind']): Promise<void> {
  await scope.tx.run('update ticket_watchers set kind = $2 where id = $1::bigint', [id, kind])
}

export async function muteWatcher(scope: Scope, id: number, isMuted: boolean): Promise<void> {
  await scope.tx.run(
    'update ticket_watchers set muted_at = case when $2::boolean then now() end where id = $1::bigint',
    [id, isMuted],
  )
}

/** Somebody with an account, as far as this scope may name them. */
export async function selectPerson(scope: Scope, userId: number) {
  const { rows } = await scope.tx.run<{ id: number; name: string }>(
    'select id, coalesce(display_name, email) as name from people where id = $1::bigint',
    [userId],
  )
  return rows[0] ?? null
}
