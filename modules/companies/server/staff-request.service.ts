import { problem } from '../../../platform/contract/problems.ts'
import type { Page } from '../../../platform/contract/schema.ts'
import { pageOf, readCursor, type Scope } from '../../../platform/database/index.ts'
import type { StaffRequest } from '../contract/staff-requests.ts'
import { requireOpenCompany } from './company.service.ts'
import type { BodyOf, QueryOf } from './received.ts'
import { may } from './rights.ts'
import { companyFor } from './staff.sight.ts'
import { takeStep } from './staff-action.service.ts'
import { nextActions } from './staff-action.steps.ts'
import * as queries from './staff-request.queries.ts'
import { addStaff, rowOf } from './staff-write.service.ts'

/** What I asked for, newest first; or what waits for an approver, for those who are one. */
export async function listStaffRequests(
  scope: Scope,
  { which, limit, after }: QueryOf<'listStaffRequests'>,
): Promise<Page<StaffRequest>> {
  if (which === 'waiting' && !may(scope, 'staff.approve'))
    throw problem('forbidden', { members: { permission: 'staff.approve' } })
  const walk = { sort: '-id', filters: { which } }
  const cursor = readCursor(after, walk, 0)
  if (scope.user_id === null) return { items: [], next: null }
  const list = which === 'waiting' ? { status: 'open' as const } : { requested_by: scope.user_id }
  const rows = await queries.selectRequests(scope, list, limit, cursor)
  return pageOf(
    rows,
    limit,
    walk,
    () => [],
    (row) => present(scope, row),
  )
}

function present(scope: Scope, row: queries.RequestRow): StaffRequest {
  const { archived_at, action_before: _, action_requested_by_user_id: __, ...rest } = row
  const { requested_by_user_id: id, requested_by_name, ...shown } = rest
  const isUnderWay = (row.status === 'open' || row.status === 'approved') && archived_at === null
  return {
    ...shown,
    requested_by: { id, name: requested_by_name ?? '' },
    next_actions: isUnderWay ? nextActions(scope, row) : [],
  }
}

/** Adds somebody who is to come: in the directory, not at work yet, waiting for an approver. */
export async function createStaffRequest(
  scope: Scope,
  { note, ...person }: BodyOf<'createStaffRequest'>,
): Promise<StaffRequest> {
  const company = await requireOpenCompany(scope, companyFor(scope, undefined), 'company_id')
  const id = await addStaff(scope, company.id, { ...person, enabled: false })
  const step = { to: 'onboard_requested', action_before: null, requested_by: scope.user_id } as const
  await takeStep(scope, await rowOf(scope, id), step, note ?? undefined)
  const request = await queries.selectOpenRequest(scope, id)
  if (!request) throw problem('gone')
  return present(scope, request)
}
