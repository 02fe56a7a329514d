import { invalid, notFound, problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { AccountAction } from '../contract/staff.ts'
import { mayWriteIn } from './elsewhere.ts'
import { leaveWith } from './leaving.service.ts'
import type { BodyOf } from './received.ts'
import { may } from './rights.ts'
import { staffActionChanged } from './staff.events.ts'
import { type StaffRow, selectPlace, selectStaff } from './staff.queries.ts'
import { departmentOf } from './staff.sight.ts'
import { instantIn, today } from './staff.time.ts'
import {
  isRequester,
  mayStep,
  nextActions,
  type Place,
  type StepKind,
  stepsTo,
} from './staff-action.steps.ts'
import { hasOtherHolder } from './staff-link.queries.ts'
import { noteRequest } from './staff-request.note.ts'
import { type ActionStep, lockStaff, stepAccountAction } from './staff-write.queries.ts'
import { rowOf } from './staff-write.service.ts'

type Sent = BodyOf<'changeAccountAction'>

/** One step of on- or off-boarding; of two at once one wins (companies §4.8). */
export async function changeAccountAction(scope: Scope, id: number, sent: Sent) {
  const row = await openForAction(scope, id)
  const to = sent.to === 'none' ? null : sent.to
  const kind = await kindOf(scope, row, to, sent.note)
  const { time_zone } = await selectPlace(scope, row.company_id)
  await takeStep(scope, row, stepFor(scope, row, to, kind, sent, time_zone ?? 'UTC'), sent.note)
  return answerOf(await rowOf(scope, id))
}

/** The row, locked, for whoever asks for, approves or carries out; who sees a department only, in it. */
async function openForAction(scope: Scope, id: number): Promise<StaffRow> {
  const row = (await lockStaff(scope, id)) ? await selectStaff(scope, id) : undefined
  if (!row || !mayWriteIn(scope, row.company_id)) throw notFound()
  const own = may(scope, 'staff.manage') ? undefined : await departmentOf(scope, 'view')
  if (own !== undefined && own !== row.department) throw notFound()
  if (row.archived_at !== null) throw problem('gone')
  return row
}

/** By which right the caller takes this step. 409 for a step that is none, 403 for one of others. */
async function kindOf(scope: Scope, row: StaffRow, to: Place, note: string | undefined): Promise<StepKind> {
  const kinds = stepsTo(row, to)
  if (kinds.length === 0) throw notAllowed(scope, row, to)
  const kind = kinds.find((one) => mayStep(scope, one, row))
  if (!kind) throw problem('forbidden')
  if (kind === 'approve') await refuseOwnRequest(scope, row)
  const needsReason = kind === 'dismiss' || (kind === 'back' && !isRequester(scope, row))
  if (needsReason && !note?.trim()) throw invalid('note', 'required', 'Say why.')
  return kind
}

const notAllowed = (scope: Scope, row: StaffRow, to: Place) =>
  problem('transition_not_allowed', {
    members: { from: row.account_action ?? 'none', to: to ?? 'none', allowed: nextActions(scope, row) },
  })

/** Four eyes: who asked does not approve, where the company has somebody else who could. */
async function refuseOwnRequest(scope: Scope, row: StaffRow): Promise<void> {
  if (!isRequester(scope, row) || scope.user_id === null) return
  if (await hasOtherHolder(scope, row.company_id, 'staff.approve', scope.user_id)) throw problem('four_eyes')
}

function stepFor(
  scope: Scope,
  row: StaffRow,
  to: Place,
  kind: StepKind,
  sent: Sent,
  timeZone: string,
): ActionStep {
  const asked = { action_before: row.action_before, requested_by: row.action_requested_by_user_id }
  if (kind === 'back') return isRequest(to) ? { to, ...asked } : { to, ...nobodyAsked }
  if (kind === 'dismiss' || to === 'offboarded') return departure
  const offboard_at = leavingAt(row, sent, timeZone)
  const onboard_on = sent.onboard_on ?? row.onboard_on
  if (kind === 'ask') {
    const begun = { to, action_before: row.account_action, requested_by: scope.user_id }
    // Who comes again has no day to leave from the last time.
    return to === 'onboard_requested'
      ? { ...begun, onboard_on, offboard_at: null }
      : { ...begun, offboard_at }
  }
  if (to === 'onboarded')
    return { to, ...nobodyAsked, enabled: true, onboard_on: onboard_on ?? today(timeZone) }
  return to === 'offboard_scheduled' ? { to, ...asked, offboard_at: ahead(offboard_at) } : { to, ...asked }
}

const leavingAt = (row: StaffRow, { offboard_at }: Sent, timeZone: string) =>
  offboard_at === undefined ? row.offboard_at : instantIn(offboard_at, timeZone)

const nobodyAsked = { action_before: null, requested_by: null }
const isRequest = (place: Place) => place === 'onboard_requested' || place === 'offboard_requested'

function ahead(offboardAt: string | null): string {
  if (offboardAt === null) throw invalid('offboard_at', 'required', 'This is needed.')
  if (Date.parse(offboardAt) <= Date.now())
    throw invalid('offboard_at', 'in_the_past', 'This time has passed.')
  return offboardAt
}

/** What becomes of an entry whose person is gone. */
export const departure: ActionStep = {
  to: 'offboarded',
  action_before: null,
  requested_by: null,
  enabled: false,
}

/** The step with all that it brings, in the transaction at hand: off-boarded people are shut out with it. */
export async function takeStep(scope: Scope, row: StaffRow, step: ActionStep, note?: string): Promise<void> {
  const from = row.account_action
  if (!(await stepAccountAction(scope, row.id, from, step))) throw notAllowed(scope, row, step.to)
  if (step === departure && row.user_id !== null) await leaveWith(scope, row.company_id, row.user_id)
  await noteRequest(scope, row, step.to, note)
  const requester = step.requested_by ?? row.action_requested_by_user_id
  await announce(scope, staffActionChanged, {
    subject_id: row.id,
    company_id: row.company_id,
    data: {
      from,
      to: step.to,
      user_id: row.user_id,
      requested_by_user_id: requester,
      onboard_on: step.onboard_on ?? row.onboard_on,
      offboard_at: step.offboard_at === undefined ? row.offboard_at : step.offboard_at,
      note: note?.trim().slice(0, 200) || null,
    },
  })
}

function answerOf(row: StaffRow) {
  const { id, account_action, action_at, enabled, onboard_on, offboard_at, version } = row
  const place: AccountAction | null = account_action
  return { id, account_action: place, action_at, enabled, onboard_on, offboard_at, version }
}
