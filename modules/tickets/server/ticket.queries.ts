import type { InsertObject, Selectable, UpdateObject } from 'kysely'
import { sql } from 'kysely'
import type { Scope, Tables } from '../../../platform/database/index.ts'
import type { Sight } from './sight.ts'
import { companyNames, type ItemRow, itemColumns, itemJoins } from './ticket.columns.ts'
import { deskSettings } from './ticket.settings.ts'

export type TicketColumns = Selectable<Tables['tickets']>
export type TicketChange = UpdateObject<Tables, 'tickets'>

/** A ticket's row, locked until the transaction ends. */
export interface LockedTicket extends TicketColumns {
  status_kind: ItemRow['status_kind']
  field_versions: Record<string, number>
  /** The caller is its requester or in CC. */
  is_own: boolean
  /** Resolved so long ago that customers may not reopen it. */
  is_past_reopening: boolean
}

const own = `(t.requester_user_id = $2::bigint or exists (select from ticket_watchers w
  where w.ticket_id = t.id and w.user_id = $2::bigint and w.kind = 'cc'))`
const late = `coalesce(t.resolved_at < now() - make_interval(days => $4::int), false) as is_past_reopening`
const lock = `select t.*, coalesce(${own}, false) as is_own, ${late} from tickets t
where t.id = $1::bigint and ($3::boolean or ${own}) for update of t`

/** Locks a ticket that the caller sees. */
export async function lockTicket(scope: Scope, sight: Sight, ticketId: number) {
  const { rows } = await scope.tx.run<LockedTicket & Record<string, unknown>>(lock, [
    ticketId,
    sight.user_id,
    sight.sees_all,
    (await deskSettings(scope)).reopen_days,
  ])
  return rows[0] ?? null
}

const seen = `select t.id, t.company_id from tickets t where t.id = $1::bigint and ($3::boolean or ${own})`

/** Whether there is such a ticket for the caller. */
export async function selectSeen(scope: Scope, sight: Sight, ticketId: number) {
  const { rows } = await scope.tx.run<{ id: number; company_id: number | null }>(seen, [
    ticketId,
    sight.user_id,
    sight.sees_all,
  ])
  return rows[0] ?? null
}

export interface DetailRow extends ItemRow {
  version: number
  source: string
  resolved_at: string | null
  closed_at: string | null
  public_updated_at: string
  is_own: boolean
  is_past_reopening: boolean
  /** Its company: nothing more is said in it. */
  is_archived: boolean
  is_watching: boolean
  /** What follows is null for customers. */
  requester_email: string | null
  requester_staff_member_id: number | null
  module_slug: string | null
  external_reference: string | null
  import_source: string | null
  reopened_count: number | null
  sla_policy_id: number | null
  sla_started_at: string | null
  sla_paused_at: string | null
  first_reply_due_at: string | null
  first_replied_at: string | null
  first_reply_mark: 'warned' | 'breached' | null
  resolve_due_at: string | null
  resolve_mark: 'warned' | 'breached' | null
}

const deskOnly = `t.requester_email, t.requester_staff_member_id, t.module_slug, t.external_reference, t.reopened_count,
  t.sla_policy_id, t.sla_started_at, t.sla_paused_at, t.first_reply_due_at, t.first_replied_at, t.first_reply_mark,
  t.resolve_due_at, t.resolve_mark, case when t.imported_version is not null then (select k.source from ticket_import_keys k
    where k.ticket_id = t.id and k.kind = 'ticket' order by k.source limit 1) end as import_source`

const detail = (
  isDesk: boolean,
) => `select ${itemColumns(isDesk, '$2::bigint')}, t.version, t.source, t.resolved_at,
  t.closed_at, t.public_updated_at, coalesce(${own}, false) as is_own, ${late},
  exists (select from ${companyNames} n where n.id = t.company_id and n.archived_at is not null) as is_archived,
  exists (select from ticket_watchers w where w.ticket_id = t.id and w.user_id = $2::bigint and w.muted_at is null)
    as is_watching${isDesk ? `, ${deskOnly}` : ''}
from tickets t ${itemJoins(isDesk)} where t.id = $1::bigint and ($3::boolean or ${own})`
const details = { desk: detail(true), customer: detail(false) }

export async function selectDetail(scope: Scope, sight: Sight, ticketId: number) {
  const { rows } = await scope.tx.run<DetailRow & Record<string, unknown>>(
    sight.is_desk ? details.desk : details.customer,
    [ticketId, sight.user_id, sight.sees_all, (await deskSettings(scope)).reopen_days],
  )
  return rows[0] ?? null
}

export async function insertTicket(scope: Scope, row: InsertObject<Tables, 'tickets'>): Promise<number> {
  const { id } = await scope.tx.queries
    .insertInto('tickets')
    .values(row)
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function updateTicket(scope: Scope, ticketId: number, change: TicketChange): Promise<void> {
  await scope.tx.queries.updateTable('tickets').set(change).where('id', '=', ticketId).execute()
}

/** The wall clock, not the transaction's start: who waited for the lock comes after whom they waited for. */
export const rightNow = sql<string>`clock_timestamp()`

export const counted = (column: 'reply_count' | 'attachment_count', more: number) =>
  sql<number>`${sql.ref(column)} + ${more}`

const read = `insert into ticket_reads (user_id, ticket_id, last_reply_id) values ($1, $2, $3)
on conflict (user_id, ticket_id) do update set last_reply_id = greatest(ticket_reads.last_reply_id, excluded.last_reply_id),
  read_at = now()`

export async function putRead(
  scope: Scope,
  userId: number,
  ticketId: number,
  lastReplyId: number,
): Promise<void> {
  await scope.tx.run(read, [userId, ticketId, lastReplyId])
}
