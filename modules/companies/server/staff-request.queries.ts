import { type SqlBool, sql } from 'kysely'
import type { Cursor, Scope } from '../../../platform/database/index.ts'
import type { StaffRequest } from '../contract/staff-requests.ts'
import type { Place } from './staff-action.steps.ts'

/** A request with what its steps depend on. */
export interface RequestRow extends Omit<StaffRequest, 'requested_by' | 'next_actions'> {
  requested_by_user_id: number
  requested_by_name: string | null
  archived_at: string | null
  action_before: Place
  action_requested_by_user_id: number | null
}

const shown = sql`q.id, q.company_id, c.name as company_name, q.staff_member_id, s.first_name, s.last_name, s.job_title,
  s.department, q.kind, q.status, s.account_action, s.onboard_on, s.offboard_at, q.requested_by_user_id,
  coalesce(p.display_name, p.email) as requested_by_name, q.note, q.answer, q.decided_at, q.created_at, s.archived_at,
  s.action_before, s.action_requested_by_user_id`

const joined = sql`from staff_requests q join companies c on c.id = q.company_id
  join staff_members s on s.company_id = q.company_id and s.id = q.staff_member_id
  left join lateral (select x.* from people x where x.id = q.requested_by_user_id offset 0) p on true`

/** Newest first: one person's own, or all that wait for an approver. */
export async function selectRequests(
  scope: Scope,
  list: { requested_by: number } | { status: 'open' },
  limit: number,
  after: Cursor | null,
): Promise<RequestRow[]> {
  const [only, ...more] = scope.company_ids
  const company: ReturnType<typeof sql> =
    only !== undefined && more.length === 0
      ? sql`q.company_id = ${only}`
      : sql`q.company_id = any (${[...scope.company_ids]}::bigint[])`
  const which =
    'status' in list ? sql`q.status = ${list.status}` : sql`q.requested_by_user_id = ${list.requested_by}`
  const { rows } = await sql<RequestRow>`select ${shown} ${joined}
    where ${company} and ${which} and ${after ? sql<SqlBool>`q.id < ${after.id}` : sql<SqlBool>`true`}
    order by q.id desc limit ${limit + 1}`.execute(scope.tx.queries)
  return rows
}

/** The request of an entry that is under way. */
export async function selectOpenRequest(
  scope: Scope,
  staffMemberId: number,
): Promise<RequestRow | undefined> {
  const { rows } = await sql<RequestRow>`select ${shown} ${joined}
    where q.staff_member_id = ${staffMemberId} and q.status in ('open', 'approved')`.execute(scope.tx.queries)
  return rows[0]
}

export async function insertRequest(
  scope: Scope,
  asked: {
    company_id: number
    staff_member_id: number
    kind: 'onboard' | 'offboard'
    requested_by_user_id: number
    note: string | null
  },
): Promise<void> {
  await scope.tx.queries.insertInto('staff_requests').values(asked).execute()
}

/** What became of the request that is under way; nothing where there is none. */
export async function settleRequest(
  scope: Scope,
  staffMemberId: number,
  { status, answer }: { status: StaffRequest['status']; answer: string | null },
): Promise<void> {
  await scope.tx.queries
    .updateTable('staff_requests')
    .set({
      status,
      decided_by_user_id: scope.user_id,
      decided_at: status === 'open' ? null : sql<string>`now()`,
      ...(answer !== null && { answer }),
    })
    .where('staff_member_id', '=', staffMemberId)
    .where('status', 'in', ['open', 'approved'])
    .execute()
}
