import { sql } from 'kysely'
import type { Cursor, Scope } from '../../../platform/database/index.ts'

export interface VerificationRow {
  id: number
  company_id: number
  staff_member_id: number
  destination_hint: string
  requested_by_user_id: number
  requested_by_name: string | null
  subject_type: string | null
  subject_id: number | null
  attempts: number
  created_at: string
  sent_at: string | null
  expires_at: string
  is_over: boolean
  confirmed_at: string | null
  confirmed_by_user_id: number | null
  confirmed_by_name: string | null
  voided_at: string | null
  failure: string | null
}

const shown = sql`v.id, v.company_id, v.staff_member_id, v.destination_hint, v.requested_by_user_id,
  coalesce(r.display_name, r.email) as requested_by_name, v.subject_type, v.subject_id, v.attempts, v.created_at,
  v.sent_at, v.expires_at, v.expires_at <= now() as is_over, v.confirmed_at, v.confirmed_by_user_id,
  coalesce(c.display_name, c.email) as confirmed_by_name, v.voided_at, v.failure`

const joined = sql`from staff_verifications v left join people r on r.id = v.requested_by_user_id
  left join people c on c.id = v.confirmed_by_user_id`

export async function selectVerifications(
  scope: Scope,
  staffMemberId: number,
  limit: number,
  after: Cursor | null,
): Promise<VerificationRow[]> {
  const behind = after ? sql`and v.id < ${after.id}` : sql``
  const { rows } = await sql<VerificationRow>`select ${shown} ${joined}
    where v.staff_member_id = ${staffMemberId} ${behind}
    order by v.id desc limit ${limit + 1}`.execute(scope.tx.queries)
  return rows
}

export async function selectVerification(scope: Scope, staffMemberId: number, id: number) {
  const { rows } = await sql<VerificationRow>`select ${shown} ${joined}
    where v.staff_member_id = ${staffMemberId} and v.id = ${id}`.execute(scope.tx.queries)
  return rows[0]
}

/** The code that waits to be read aloud, locked: of two checks at once the second sees what the first did. */
export async function lockOpen(scope: Scope, staffMemberId: number) {
  const { rows } = await sql<{
    id: number
    company_id: number
    code_hash: Buffer | null
    destination_hint: string
    requested_by_user_id: number
    subject_type: string | null
    subject_id: number | null
    attempts: number
    is_over: boolean
  }>`
    select id, company_id, code_hash, destination_hint, requested_by_user_id, subject_type, subject_id, attempts,
      expires_at <= now() as is_over
    from staff_verifications where staff_member_id = ${staffMemberId} and confirmed_at is null and voided_at is null
    for update`.execute(scope.tx.queries)
  return rows[0]
}

/** How many were asked for in the last hour: for this person, and by this technician. */
export async function countRecent(scope: Scope, staffMemberId: number, userId: number) {
  const { rows } = await sql<{ of_person: number; by_technician: number }>`select
    (select count(*)::int from staff_verifications
      where staff_member_id = ${staffMemberId} and created_at > now() - interval '1 hour') as of_person,
    (select count(*)::int from staff_verifications
      where requested_by_user_id = ${userId} and created_at > now() - interval '1 hour') as by_technician`.execute(
    scope.tx.queries,
  )
  return rows[0] ?? { of_person: 0, by_technician: 0 }
}

export interface NewVerification {
  company_id: number
  staff_member_id: number
  destination_hint: string
  requested_by_user_id: number
  subject_type: string | null
  subject_id: number | null
}

/** A new one takes the place of the one that waits. */
export async function putVerification(scope: Scope, made: NewVerification) {
  await sql`update staff_verifications set voided_at = now(), code_hash = null
    where staff_member_id = ${made.staff_member_id} and confirmed_at is null and voided_at is null`.execute(
    scope.tx.queries,
  )
  return scope.tx.queries
    .insertInto('staff_verifications')
    .values({ ...made, expires_at: sql`now() + interval '5 minutes'` })
    .returning(['id', 'expires_at'])
    .executeTakeFirstOrThrow()
}

export async function confirm(scope: Scope, id: number, userId: number): Promise<string> {
  const row = await scope.tx.queries
    .updateTable('staff_verifications')
    .set({ confirmed_at: sql`now()`, confirmed_by_user_id: userId, code_hash: null })
    .where('id', '=', id)
    .returning('confirmed_at')
    .executeTakeFirstOrThrow()
  return row.confirmed_at ?? ''
}

export async function countAttempt(scope: Scope, id: number): Promise<void> {
  await scope.tx.queries
    .updateTable('staff_verifications')
    .set({ attempts: sql`attempts + 1` })
    .where('id', '=', id)
    .execute()
}

export interface Sending {
  staff_member_id: number
  requested_by_user_id: number
  destination_hint: string
  mobile_phone: string | null
  company_name: string
  locale: string | null
  technician: string | null
  provider_name: string
}

/** What is sent to whom, while the code is still wanted. */
export async function selectSending(scope: Scope, id: number): Promise<Sending | undefined> {
  const { rows } = await sql<Sending>`
    select v.staff_member_id, v.requested_by_user_id, v.destination_hint, s.mobile_phone, c.name as company_name,
      coalesce(c.locale, p.locale) as locale, coalesce(t.display_name, t.email) as technician, p.name as provider_name
    from staff_verifications v join staff_members s on s.company_id = v.company_id and s.id = v.staff_member_id
      join companies c on c.id = v.company_id join companies p on p.kind = 'provider'
      left join people t on t.id = v.requested_by_user_id
    where v.id = ${id} and v.confirmed_at is null and v.voided_at is null and v.sent_at is null
      and v.expires_at > now()`.execute(scope.tx.queries)
  return rows[0]
}

/** Whether the code is still wanted. */
export async function keepHash(scope: Scope, id: number, hash: Buffer): Promise<boolean> {
  const { numUpdatedRows } = await scope.tx.queries
    .updateTable('staff_verifications')
    .set({ code_hash: hash })
    .where('id', '=', id)
    .where('confirmed_at', 'is', null)
    .where('voided_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export async function noteSent(scope: Scope, id: number): Promise<void> {
  await scope.tx.queries
    .updateTable('staff_verifications')
    .set({ sent_at: sql`now()` })
    .where('id', '=', id)
    .execute()
}

/** It did not arrive, or nobody knows; a code that may have arrived stays good. */
export async function noteFailure(scope: Scope, id: number, failure: string, isUnsure: boolean) {
  await scope.tx.queries
    .updateTable('staff_verifications')
    .set({ failure: failure.slice(0, 40), ...(!isUnsure && { voided_at: sql`now()`, code_hash: null }) })
    .where('id', '=', id)
    .where('voided_at', 'is', null)
    .execute()
}
