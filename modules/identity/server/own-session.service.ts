import { notFound, problem } from '../../../platform/contract/problems.ts'
import type { Page } from '../../../platform/contract/schema.ts'
import {
  pageOf,
  readCursor,
  type Scope,
  type Transaction,
  withRole,
} from '../../../platform/database/index.ts'
import { announce, eventTypes } from '../../../platform/events/index.ts'
import type { Caller } from '../../../platform/http/index.ts'
import type { AccountEvent, OwnSession } from '../contract.ts'
import { accountEventTypes } from './account-event-types.ts'
import { browserName } from './browser-name.ts'
import { tellOfSessions } from './live.ts'
import * as queries from './own-session.queries.ts'
import { sessionRenamed } from './people.events.ts'
import { endSessions, tellEnds } from './session.service.ts'

interface Asked {
  limit: number
  after?: string | undefined
}

const walk = { sort: '-last_seen_at', filters: {} }

/** Where a person is signed in, the last seen first. `current` marks the session that asks. */
export async function listSessions(
  tx: Transaction,
  userId: number,
  current: number | null,
  { limit, after }: Asked,
): Promise<Page<OwnSession>> {
  const rows = await queries.selectSessions(tx, userId, limit, readCursor(after, walk, 1))
  return pageOf(
    rows,
    limit,
    walk,
    (row) => [row.order_key],
    (row) => shown(row, current),
  )
}

export function listOwnSessions(scope: Scope, caller: Caller, asked: Asked): Promise<Page<OwnSession>> {
  return asIdentity(scope, (userId) => listSessions(scope.tx, userId, caller.session?.id ?? null, asked))
}

/** Names the device of a session; 404 for a session of somebody else. */
export function renameSession(
  scope: Scope,
  caller: Caller,
  id: number,
  name: string | null,
): Promise<OwnSession> {
  return asIdentity(scope, async (userId) => {
    const row = await queries.selectSession(scope.tx, userId, id)
    if (!row) throw notFound()
    if (row.device_id !== null && row.device_name !== name) {
      await queries.nameDevice(scope.tx, row.device_id, name)
      await announce(scope, sessionRenamed, { subject_id: id, company_id: null, data: {} })
      tellOfSessions(scope, userId)
    }
    const device_name = row.device_id === null ? null : name
    return shown({ ...row, device_name }, caller.session?.id ?? null)
  })
}

export function revokeSession(scope: Scope, id: number): Promise<void> {
  return asIdentity(scope, async (userId) => {
    const ended = await queries.revokeOne(scope.tx, userId, id, 'revoked')
    if (ended.length === 0) throw notFound()
    await tellEnds({ ...scope, role: 'portal_identity' }, ended, 'revoked')
  })
}

export async function revokeOthers(scope: Scope, caller: Caller): Promise<{ revoked: number }> {
  const { user_id } = scope
  if (user_id === null || !caller.session) throw problem('not_signed_in')
  return { revoked: await endSessions(scope, user_id, 'revoked', caller.session.id) }
}

const eventWalk = (filters: Record<string, unknown>) => ({ sort: '-id', filters })

export function listOwnEvents(
  scope: Scope,
  { limit, after, type }: Asked & { type?: string | undefined },
): Promise<Page<AccountEvent>> {
  return asIdentity(scope, (userId) => listEvents(scope.tx, userId, { limit, after, type }))
}

/** The sign-in history of a person, newest first. */
export async function listEvents(
  tx: Transaction,
  userId: number,
  { limit, after, type }: Asked & { type?: string | undefined },
): Promise<Page<AccountEvent>> {
  const walked = eventWalk({ type })
  const before = readCursor(after, walked, 0)?.id ?? null
  const known = accountEventTypes()
  const types = type === undefined ? known : known.filter((one) => one === type)
  const rows = await queries.selectAccountEvents(tx, { user_id: userId, types, limit, before })
  return pageOf(
    rows,
    limit,
    walked,
    () => [],
    (row) => shownEvent(row, userId),
  )
}

function shownEvent(row: queries.AccountEventRow, userId: number): AccountEvent {
  const { id, type, reason, ip, user_agent, created_at, impersonator_id, actor_kind, actor_id } = row
  return {
    id,
    type,
    label: eventTypes().get(type)?.label ?? type,
    reason,
    by_self: impersonator_id === null && (actor_kind === 'visitor' || actor_id === userId),
    impersonated: impersonator_id !== null,
    ip,
    ...browserName(user_agent),
    created_at,
  }
}

function shown(row: queries.OwnSessionRow, current: number | null): OwnSession {
  const { device_id, user_agent, order_key, impersonator_id, impersonator_name, ...rest } = row
  return {
    ...rest,
    ...browserName(user_agent),
    current: row.id === current,
    impersonator: impersonator_id === null ? null : { id: impersonator_id, name: impersonator_name ?? '' },
  }
}

function asIdentity<T>(scope: Scope, work: (userId: number) => Promise<T>): Promise<T> {
  const { user_id } = scope
  if (user_id === null) throw problem('not_signed_in')
  return withRole(scope, 'portal_identity', () => work(user_id))
}
