import { problem } from '../../../platform/contract/problems.ts'
import { randomToken, sha256 } from '../../../platform/crypto/index.ts'
import { inTransaction, type Scope, type Transaction, withRole } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { type Answer, type Caller, makeCsrfToken } from '../../../platform/http/index.ts'
import type { Profile, SessionInfo } from '../contract.ts'
import { keepBrowser } from './device.ts'
import { noteNewDevice } from './device-notice.ts'
import { type By, byUser, csrfKeys, type Foundation, foundationOf, type Visit } from './foundation.ts'
import { sessionCreated, sessionRevoked } from './identity.events.ts'
import { tellOfSessions } from './live.ts'
import * as queries from './session.queries.ts'
import { findProfile } from './user.queries.ts'

const secondsOfHour = 3_600
const secondsOfDay = 86_400
const mostSessions = 50

/** A session that begins: what its browser is told, once the transaction is committed. */
export interface Beginning {
  session: SessionInfo
  token: string
  device_token: string
  max_age: number
}

/** Somebody whom `admit` let in, and how they proved themself. */
export interface NewcomerProven {
  user_id: number
  remember: boolean
  device_token: string | null
  /** Null: it keeps the name it has. */
  device_name: string | null
  factors: readonly string[]
}

interface Lifetime {
  idle: number
  absolute: number
}

/** In seconds. */
export function lifetimeOf({ settings }: Foundation, remember: boolean): Lifetime {
  if (remember) return { idle: 30 * secondsOfDay, absolute: 90 * secondsOfDay }
  const absolute = settings.session_absolute_days * secondsOfDay
  return { idle: Math.min(settings.session_idle_hours * secondsOfHour, absolute), absolute }
}

/** Begins a session of a person whose proof is done, and ends the one this browser had. */
export async function beginSession(
  foundation: Foundation,
  tx: Transaction,
  visit: Visit,
  person: NewcomerProven,
): Promise<Beginning> {
  const by = byUser(tx, visit, person.user_id)
  await endOwnSession(by, visit, 'replaced')
  const token = randomToken()
  const device_token = person.device_token ?? randomToken()
  const lifetime = lifetimeOf(foundation, person.remember)
  const [gone, device] = await Promise.all([
    queries.revokeBeyond(tx, person.user_id, mostSessions - 1),
    queries.keepDevice(tx, {
      ...seenFrom(visit),
      ...deviceOf(person.user_id, device_token),
      name: person.device_name,
    }),
  ])
  for (const id of gone) await announceEnd(by, id, 'too_many_sessions')

  const id = await queries.insertSession(tx, {
    user_id: person.user_id,
    token_hash: sha256(token),
    device_id: device.id,
    factors: person.factors,
    remember: person.remember,
    ip: visit.origin.ip || null,
    user_agent: browserOf(visit),
    expires_at: secondsFromNow(lifetime.idle),
    absolute_expires_at: secondsFromNow(lifetime.absolute),
  })
  const data = { factors: [...person.factors], remember: person.remember }
  await announce(by, sessionCreated, { subject_id: id, company_id: null, data })
  tellOfSessions(by, person.user_id)
  if (device.is_new) await noteNewDevice(by, foundation, person.user_id, device)
  const session = await freshSession(foundation, tx, id, sha256(token))
  return { session, token, device_token, max_age: lifetime.idle }
}

/** A session as it stands, for whoever has just been given its token. */
export async function freshSession(
  foundation: Foundation,
  tx: Transaction,
  id: number,
  tokenHash: Buffer,
): Promise<SessionInfo> {
  const row = await queries.findSession(tx, id)
  if (!row) throw problem('not_signed_in')
  return sessionInfo(foundation, row, tokenHash)
}

/** Gives the browser its cookies. */
export function tellBrowser(call: { answer: Answer }, begun: Beginning): void {
  call.answer.session({
    token: begun.token,
    csrf_token: begun.session.csrf_token,
    max_age: begun.max_age,
  })
  keepBrowser(call, begun.device_token)
}

/** Ends the session this browser has, if any. */
export async function endOwnSession(by: By, visit: Visit, reason: string): Promise<void> {
  if (visit.credential.kind !== 'session') return
  await tellEnds(by, await queries.revokeByHash(by.tx, visit.credential.hash, reason), reason)
}

/** These sessions ended: their lists change, and each stands in the log, with who acted in somebody's place. */
export async function tellEnds(
  by: By,
  ended: readonly queries.EndedSession[],
  reason: string,
): Promise<void> {
  const acting = ended.find(({ user_id }) => user_id === by.actor.id)?.impersonator_id
  for (const { id, user_id } of ended) {
    await announceEnd({ ...by, impersonator_id: acting ?? by.impersonator_id }, id, reason)
    tellOfSessions(by, user_id)
  }
}

/** Ends all sessions of a person, or all but one; how many ended. */
export function endSessions(
  by: By,
  userId: number,
  reason: string,
  except: number | null = null,
): Promise<number> {
  return withRole(by, 'portal_identity', async () => {
    const ended = await queries.revokeOfUser(by.tx, userId, reason, except)
    for (const id of ended) await announceEnd(by, id, reason)
    if (ended.length > 0) tellOfSessions(by, userId)
    return ended.length
  })
}

/** A session ended: told in the transaction that ended it. */
export const announceEnd = (by: By, sessionId: number, reason: string) =>
  announce(by, sessionRevoked, { subject_id: sessionId, company_id: null, data: { reason } })

/** The company in which this session works from now on. Whether it may is the caller's to know. */
export async function setSessionCompany(scope: Scope, caller: Caller, companyId: number): Promise<void> {
  const { session } = caller
  if (!session) return
  await withRole(scope, 'portal_identity', () => queries.updateCompany(scope.tx, session.id, companyId))
}

/** A session was used more than five minutes after the last time: its end and its cookie's move on. */
export async function slideSession(
  foundation: Foundation,
  sessionId: number,
  remember: boolean,
): Promise<{ max_age: number }> {
  const { idle } = lifetimeOf(foundation, remember)
  const left = await inTransaction(foundation.database, { role: 'portal_identity' }, (tx) =>
    queries.slide(tx, sessionId, idle),
  )
  return { max_age: left ?? idle }
}

/** The caller's own session as it is now, with a fresh CSRF token, and its person: two looks, asked for at once. */
export async function readSession(
  scope: Scope,
  caller: Caller,
): Promise<{ session: SessionInfo; user: Profile } | null> {
  const { tx, user_id } = scope
  const { session } = caller
  if (!session || user_id === null) return null
  const [row, user] = await withRole(scope, 'portal_identity', () =>
    Promise.all([queries.findSession(tx, session.id), findProfile(tx, user_id)]),
  )
  if (!row || !user) return null
  const info = sessionInfo(foundationOf(tx.database), row, session.hash)
  return { session: { ...info, active_company_id: scope.company_id }, user }
}

/** What is told of a session, with a fresh CSRF token. */
export function sessionInfo(foundation: Foundation, row: queries.SessionRow, hash: Buffer): SessionInfo {
  const { confirmed_at, impersonator_id, impersonator_name, ...rest } = row
  return {
    ...rest,
    impersonator: impersonator_id === null ? null : { id: impersonator_id, name: impersonator_name ?? '' },
    csrf_token: makeCsrfToken(csrfKeys(foundation.crypto)[0], hash),
    confirmed_until: confirmedUntil(confirmed_at),
  }
}

/** Proof of identity counts for ten minutes. Null when it is over. */
export function confirmedUntil(confirmedAt: string): string | null {
  const end = Date.parse(confirmedAt) + 600_000
  return end > Date.now() ? new Date(end).toISOString() : null
}

/** The browser as it names itself, as far as it is kept. */
export const browserOf = (visit: Visit) => visit.origin.user_agent?.slice(0, 256) ?? null
const secondsFromNow = (seconds: number) => new Date(Date.now() + seconds * 1_000)
const seenFrom = (visit: Visit) => ({ user_agent: browserOf(visit), last_ip: visit.origin.ip || null })
const deviceOf = (userId: number, token: string) => ({ user_id: userId, token_hash: sha256(token) })
