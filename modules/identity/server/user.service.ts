import { isDeepStrictEqual } from 'node:util'
import { notFound } from '../../../platform/contract/problems.ts'
import { type Scope, type Transaction, withRole } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { maskedChanges } from '../../../platform/personal/index.ts'
import type { Profile } from '../contract.ts'
import { type By, byActor, foundationOf } from './foundation.ts'
import { userCreated, userUpdated } from './identity.events.ts'
import { phoneOf } from './own-phone.ts'
import { keyOfAddress } from './registration.service.ts'
import * as queries from './user.queries.ts'

/** The profile of the person who is calling. */
export async function ownProfile(scope: Scope): Promise<Profile> {
  const { user_id, tx } = scope
  if (user_id === null) throw notFound()
  const profile = await withRole(scope, 'portal_identity', () => queries.findProfile(tx, user_id))
  if (!profile) throw notFound()
  return profile
}

/** Changes one's own profile; what stays the same makes no event. */
export async function changeProfile(scope: Scope, sent: queries.ProfileChanges): Promise<Profile> {
  const before = await ownProfile(scope)
  const given = await withPhone(scope, before, sent)
  const changed = (Object.keys(given) as (keyof queries.ProfileChanges)[]).filter(
    (field) => given[field] !== undefined && given[field] !== before[field],
  )
  if (changed.length === 0) return before

  await withRole(scope, 'portal_identity', () => queries.updateProfile(scope.tx, before.id, given))
  await announce(scope, userUpdated, {
    subject_id: before.id,
    company_id: null,
    data: { changed, changes: maskedChanges(before, given) },
  })
  return ownProfile(scope)
}

/** The changes with the number as it is kept; one that stays is not looked at. */
export async function withPhone(
  by: Pick<By, 'tx' | 'role'>,
  before: { id: number; mobile_phone: string | null },
  given: queries.ProfileChanges,
): Promise<queries.ProfileChanges> {
  const { mobile_phone } = given
  if (!mobile_phone || mobile_phone === before.mobile_phone) return given
  const number = await withRole(by, 'portal_identity', () => phoneOf(by.tx, before.id, mobile_phone))
  return { ...given, mobile_phone: number }
}

/** How the portal looks and behaves for this person; keys are merged. */
export async function changePreferences(
  scope: Scope,
  given: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const before = await ownProfile(scope)
  const isNew = Object.entries(given).some(
    ([key, value]) => !isDeepStrictEqual(before.preferences[key], value),
  )
  if (!isNew) return before.preferences

  const merged = await withRole(scope, 'portal_identity', () =>
    queries.mergePreferences(scope.tx, before.id, given),
  )
  const data = { changed: ['preferences'] }
  await announce(scope, userUpdated, { subject_id: before.id, company_id: null, data })
  return merged ?? before.preferences
}

export interface CreatedUser {
  email: string
  first_name: string
  last_name?: string
  /** From `hashPassword`, made before the transaction; null for somebody who cannot sign in yet. */
  password_hash: string | null
  is_super_admin?: boolean
  must_change_password?: boolean
  time_zone?: string | null
  locale?: string | null
}

/** Makes an active person, for the command line and the cast. The transaction's role is `portal_identity`. */
export async function createUser(
  tx: Transaction,
  person: CreatedUser,
  visit = { request_id: 'internal-work', origin: { ip: '', user_agent: null } },
): Promise<number> {
  const { last_name = '', ...rest } = person
  const id = await queries.insertUser(tx, {
    ...rest,
    last_name,
    email_key: keyOfAddress(person.email),
    password_changed_at: person.password_hash === null ? null : new Date(),
    email_verified_at: new Date(),
    status: 'active',
  })
  const by = byActor(tx, visit, { kind: 'cli', id: null })
  await announce(by, userCreated, { subject_id: id, company_id: null, data: { source: 'command_line' } })
  tx.afterCommit(() => foundationOf(tx.database).sawUser())
  return id
}
