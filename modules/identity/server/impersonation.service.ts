import { problem } from '../../../platform/contract/problems.ts'
import { randomToken, sha256 } from '../../../platform/crypto/index.ts'
import { inTransaction, type Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { Caller } from '../../../platform/http/index.ts'
import type { SessionInfo } from '../contract.ts'
import { type By, byUser, type Foundation, foundationOf, openingFor, type Visit } from './foundation.ts'
import { sessionCreated } from './identity.events.ts'
import * as queries from './impersonation.queries.ts'
import { mailTo } from './letter.ts'
import { tellOfSessions } from './live.ts'
import { impersonatedMail } from './notice.mail.ts'
import { impersonationStarted, impersonationStopped, reasonOf } from './people.events.ts'
import { insertSession } from './session.queries.ts'
import { announceEnd, browserOf, freshSession } from './session.service.ts'
import { signInSettingsIn } from './sign-in-settings.ts'
import { findAccount } from './user.queries.ts'
import type { AdminRow } from './user-admin.queries.ts'
import { onPerson, requireStatus } from './user-admin.service.ts'

const lifeSeconds = 3_600

export interface Changed {
  token: string
  max_age: number
  session: SessionInfo
}

/** A super administrator acts as somebody, for an hour at most. Their own session waits without a token. */
export function impersonate(
  scope: Scope,
  caller: Caller,
  visit: Visit,
  asked: { user_id: number; reason: string },
): Promise<Changed> {
  return onPerson(scope, asked.user_id, async (person, by) => {
    const { session, user_id } = caller
    if (!session || user_id === null) throw problem('not_signed_in')
    if (person.id === user_id) throw problem('own_account')
    requireStatus(person, 'active')
    if (person.is_super_admin)
      throw problem('forbidden', { detail: 'Nobody can act as a super administrator.' })
    if (!(await queries.parkSession(by.tx, session, sha256(randomToken())))) throw problem('not_signed_in')

    const begun = await beginAs(by, visit, {
      parent: session.id,
      admin: user_id,
      person,
      reason: asked.reason,
    })
    await tell(by, user_id, person, asked.reason)
    return begun
  })
}

interface Begin {
  parent: number
  admin: number
  person: AdminRow
  reason: string
}

async function beginAs(by: By, visit: Visit, { parent, admin, person, reason }: Begin): Promise<Changed> {
  const token = randomToken()
  const end = new Date(Date.now() + lifeSeconds * 1_000)
  const id = await insertSession(by.tx, {
    user_id: person.id,
    token_hash: sha256(token),
    device_id: null,
    factors: ['impersonation'],
    remember: false,
    ip: visit.origin.ip || null,
    user_agent: browserOf(visit),
    expires_at: end,
    absolute_expires_at: end,
    impersonator_id: admin,
    parent_session_id: parent,
    impersonation_reason: reason,
  })
  const acting: By = { ...by, actor: { kind: 'user', id: person.id }, impersonator_id: admin }
  await announce(acting, impersonationStarted, {
    subject_id: person.id,
    company_id: null,
    data: reasonOf(reason),
  })
  const data = { factors: ['impersonation'], remember: false }
  await announce(acting, sessionCreated, { subject_id: id, company_id: null, data })
  tellOfSessions(by, person.id)
  const session = await freshSession(foundationOf(by.tx.database), by.tx, id, sha256(token))
  return { token, max_age: lifeSeconds, session }
}

/** The person hears of it, unless the setting says otherwise. */
async function tell(by: By, adminId: number, person: AdminRow, reason: string): Promise<void> {
  const { impersonation_mail } = await signInSettingsIn(by.tx)
  const admin = impersonation_mail && (await findAccount(by.tx, adminId))
  if (!admin) return
  const name = `${admin.first_name} ${admin.last_name}`.trim() || null
  await mailTo(by, person, impersonatedMail(name, reason))
}

/** Back to oneself: the other session ends, one's own goes on under a new token. */
export function stopImpersonation(foundation: Foundation, visit: Visit, caller: Caller): Promise<Changed> {
  const { session } = caller
  if (!session) throw problem('not_signed_in')
  return inTransaction(foundation.database, openingFor(visit), async (tx) => {
    const acting = await queries.findImpersonation(tx, session.id)
    if (!acting) throw problem('not_impersonating')
    const { impersonator_id, user_id, parent_session_id } = acting
    const by: By = { ...byUser(tx, visit, user_id), impersonator_id }
    await queries.endImpersonation(tx, acting.id)
    await announceEnd(by, acting.id, 'impersonation_stopped')
    tellOfSessions(by, user_id)
    await announce(by, impersonationStopped, { subject_id: user_id, company_id: null, data: {} })

    const token = randomToken()
    const max_age =
      parent_session_id === null
        ? undefined
        : await queries.returnSession(tx, parent_session_id, impersonator_id, sha256(token))
    if (max_age === undefined || parent_session_id === null) return null
    const own = await freshSession(foundation, tx, parent_session_id, sha256(token))
    return { token, max_age, session: own }
  }).then(backOrOut)
}

/** One's own session ended meanwhile: the other one is over all the same. */
function backOrOut(changed: Changed | null): Changed {
  if (!changed) throw problem('not_signed_in')
  return changed
}
