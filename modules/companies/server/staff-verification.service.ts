import { notFound, problem } from '../../../platform/contract/problems.ts'
import type { Page } from '../../../platform/contract/schema.ts'
import { pageOf, readCursor, type Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { enqueue } from '../../../platform/jobs/index.ts'
import { smsConfigured } from '../../../platform/sms/index.ts'
import type { StaffVerification } from '../contract/staff-verification.ts'
import type { BodyOf, QueryOf } from './received.ts'
import { type StaffRow, selectStaff } from './staff.queries.ts'
import { requireSight } from './staff.sight.ts'
import {
  verificationConfirmed,
  verificationFailed,
  verificationRequested,
} from './staff-verification.events.ts'
import { sendCode } from './staff-verification.job.ts'
import * as queries from './staff-verification.queries.ts'
import { staffWorkOf } from './staff-work.ts'
import { lockStaff } from './staff-write.queries.ts'

const mostAttempts = 5
const anHour = { ofPerson: 3, byTechnician: 20 }
const freshMs = 7 * 86_400_000

/** Asks for a code to be sent to a caller's phone. The job makes and forgets it (companies §4.9). */
export async function requestVerification(scope: Scope, id: number, sent: BodyOf<'requestVerification'>) {
  const subject_type = sent.subject_type ?? null
  const subject_id = sent.subject_id ?? null
  const row = (await lockStaff(scope, id)) ? await selectStaff(scope, id) : undefined
  await requireSight(scope, 'view', row)
  if (!row || row.archived_at !== null || scope.user_id === null) throw problem('gone')
  const { mobile_phone, company_id } = row
  if (mobile_phone === null) throw problem('no_mobile_phone')
  const { database } = scope.tx
  if (!smsConfigured(database) && !staffWorkOf(database).webhook) throw problem('not_configured')
  await refuseFlood(scope, id, scope.user_id)

  const destination_hint = mobile_phone.slice(-3)
  const made = { company_id, staff_member_id: id, destination_hint, subject_type, subject_id }
  const verification = await queries.putVerification(scope, { ...made, requested_by_user_id: scope.user_id })
  await announce(scope, verificationRequested, {
    subject_id: id,
    company_id,
    data: {
      staff_verification_id: verification.id,
      technician_user_id: scope.user_id,
      hint: destination_hint,
      subject_type,
      subject_id,
    },
  })
  await enqueue(scope, sendCode, { company_id, staff_verification_id: verification.id })
  return {
    ...verification,
    kind: 'staff_verification' as const,
    status: 'sending' as const,
    path: `/api/staff-members/${id}/verifications/${verification.id}`,
    staff_member_id: id,
    destination_hint,
    mobile_changed_recently: isFresh(row),
  }
}

async function refuseFlood(scope: Scope, id: number, userId: number): Promise<void> {
  const { of_person, by_technician } = await queries.countRecent(scope, id, userId)
  if (of_person >= anHour.ofPerson || by_technician >= anHour.byTechnician)
    throw problem('rate_limited', { members: { retry_after: 3_600 } })
}

const isFresh = ({ mobile_changed_at }: StaffRow) =>
  mobile_changed_at !== null && Date.now() - Date.parse(mobile_changed_at) < freshMs

export type Checked =
  | { confirmed_at: string }
  | { refused: 'no_open_verification' | 'gone' }
  | { refused: 'wrong_code'; attempts_left: number }

/** Compares a code. A wrong one is counted, so this answers instead of throwing: the count must be kept. */
export async function checkVerification(scope: Scope, id: number, code: string): Promise<Checked> {
  const { user_id } = scope
  const row = await selectStaff(scope, id)
  await requireSight(scope, 'view', row)
  const open = await queries.lockOpen(scope, id)
  if (!open?.code_hash || open.is_over || user_id === null) return { refused: 'no_open_verification' }
  if (open.attempts >= mostAttempts) return { refused: 'gone' }

  const { subject_type, subject_id, company_id } = open
  const about = { subject_id: id, company_id }
  const data = { staff_verification_id: open.id, technician_user_id: user_id, hint: open.destination_hint }
  if (staffWorkOf(scope.tx.database).crypto.verifyMac(...macOf(open.id, code), open.code_hash)) {
    const confirmed_at = await queries.confirm(scope, open.id, user_id)
    await announce(scope, verificationConfirmed, { ...about, data: { ...data, subject_type, subject_id } })
    return { confirmed_at }
  }
  await queries.countAttempt(scope, open.id)
  const attempts_left = mostAttempts - open.attempts - 1
  await announce(scope, verificationFailed, { ...about, data: { ...data, attempts_left } })
  return { refused: 'wrong_code', attempts_left }
}

/** What is kept of a code: bound to the one request it was made for. */
export const macOf = (id: number, code: string): [string, string] => ['staff verification', `${id}:${code}`]

/** The answer, once the count is kept. */
export function answerOf(checked: Checked) {
  if (!('refused' in checked)) return checked
  const { refused, ...members } = checked
  throw problem(refused, { members })
}

export async function listVerifications(
  scope: Scope,
  id: number,
  { limit, after }: QueryOf<'listVerifications'>,
): Promise<Page<StaffVerification>> {
  await requireSight(scope, 'view', await selectStaff(scope, id))
  const walk = { sort: '-id', filters: { staff_member_id: id } }
  const rows = await queries.selectVerifications(scope, id, limit, readCursor(after, walk, 0))
  return pageOf(rows, limit, walk, () => [], present)
}

export async function readVerification(scope: Scope, id: number, verificationId: number) {
  await requireSight(scope, 'view', await selectStaff(scope, id))
  const row = await queries.selectVerification(scope, id, verificationId)
  if (!row) throw notFound()
  return present(row)
}

function present(row: queries.VerificationRow): StaffVerification {
  const { id, staff_member_id, destination_hint, subject_type, subject_id, attempts } = row
  const { created_at, sent_at, expires_at, confirmed_at, confirmed_by_user_id } = row
  const told = { id, staff_member_id, destination_hint, subject_type, subject_id, attempts }
  return {
    ...told,
    status: statusOf(row),
    requested_by: { id: row.requested_by_user_id, name: row.requested_by_name ?? '' },
    created_at,
    sent_at,
    expires_at,
    confirmed_at,
    confirmed_by:
      confirmed_by_user_id === null ? null : { id: confirmed_by_user_id, name: row.confirmed_by_name ?? '' },
  }
}

function statusOf(row: queries.VerificationRow): StaffVerification['status'] {
  if (row.confirmed_at !== null) return 'confirmed'
  if (row.failure !== null) return 'undeliverable'
  if (row.voided_at !== null) return 'replaced'
  if (row.attempts >= mostAttempts) return 'failed'
  if (row.is_over) return 'expired'
  return row.sent_at === null ? 'sending' : 'sent'
}
