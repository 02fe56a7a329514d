import type { Scope } from '../../../platform/database/index.ts'
import type { RequestStatus } from '../contract/staff-requests.ts'
import type { Place } from './staff-action.steps.ts'
import { insertRequest, settleRequest } from './staff-request.queries.ts'

interface Entry {
  id: number
  company_id: number
  account_action: Place
  action_requested_by_user_id: number | null
}

/** Keeps beside a step who asked for it, or what became of what was asked. */
export async function noteRequest(
  scope: Scope,
  row: Entry,
  to: Place,
  note: string | undefined,
): Promise<void> {
  const said = note?.trim().slice(0, 1000) || null
  const kind = kindOfRequest(row.account_action, to)
  if (kind === null) {
    const status = statusAfter(scope, row, to)
    return settleRequest(scope, row.id, { status, answer: said })
  }
  if (scope.user_id === null) return
  await insertRequest(scope, {
    company_id: row.company_id,
    staff_member_id: row.id,
    kind,
    requested_by_user_id: scope.user_id,
    note: said,
  })
}

/** A request that is asked anew, not one that an approval was taken back from. */
function kindOfRequest(from: Place, to: Place): 'onboard' | 'offboard' | null {
  if (to === 'onboard_requested' && from !== 'onboard_approved') return 'onboard'
  return to === 'offboard_requested' && from !== 'offboard_approved' ? 'offboard' : null
}

const coming: readonly Place[] = ['onboard_requested', 'onboard_approved', 'onboarding_in_progress']

function statusAfter(scope: Scope, row: Entry, to: Place): RequestStatus {
  if (to === 'onboard_requested' || to === 'offboard_requested') return 'open'
  if (to === (coming.includes(row.account_action) ? 'onboarded' : 'offboarded')) return 'done'
  if (to !== null && to !== 'onboarded' && to !== 'offboarded') return 'approved'
  return row.action_requested_by_user_id === scope.user_id ? 'withdrawn' : 'declined'
}
