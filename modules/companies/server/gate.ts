import { Problem, problem } from '../../../platform/contract/problems.ts'
import { type Actor, enterTransaction, inTransaction } from '../../../platform/database/index.ts'
import { type Ask, type Gate, visitorFrom } from '../../../platform/http/index.ts'
import { type EntryRow, enterByKey, enterBySession, type KeyRow } from './gate.queries.ts'
import { enterAgain } from './gate-again.ts'
import {
  freshHash,
  isRestricted,
  keyCalling,
  narrowedTo,
  personCalling,
  refuseAddress,
  refuseRestricted,
} from './gate-checks.ts'
import { byToken, type Met, type Work } from './gate-client.ts'
import { type KnownGateOptions, knowBy } from './gate-known.ts'
import { type ConfirmOptions, refuseWithout, scopeFrom } from './gate-scope.ts'
import { neededBy, wordsOf } from './gate-words.ts'
import { refuseInAnothersPlace } from './impersonation.ts'
import { visitorScope } from './scope.ts'

export interface GateOptions extends KnownGateOptions, ConfirmOptions {
  /** Somebody (null: a visitor) at an endpoint of the super administrators. */
  onAdminRefused?: (userId: number | null, ip: string) => void
}

/** The one way into a request's transaction: from credential to Scope (companies §4.1). */
export function openGate(options: GateOptions): Gate {
  return {
    enter: (ask, met, work) =>
      notingRefusals(options, ask, met, (noted) => enterBy(options, ask, noted, work)),
    know: (ask, met) => notingRefusals(options, ask, met, (noted) => knowBy(options, ask, noted)),
  }
}

/** Lets somebody in by `entering`, and notes who it was when they are refused. */
async function notingRefusals<T>(
  options: GateOptions,
  ask: Ask,
  met: Met,
  entering: (met: Met) => Promise<T>,
): Promise<T> {
  let userId: number | null = null
  try {
    return await entering((caller) => {
      userId = caller.user_id
      return met(caller)
    })
  } catch (error) {
    if (error instanceof Problem) noteRefusal(options, ask, error, userId)
    throw error
  }
}

function enterBy<T>(options: GateOptions, ask: Ask, met: Met, work: Work<T>): Promise<T> {
  switch (ask.credential.kind) {
    case 'session':
      return bySession(options, ask, ask.credential.hash, met, work)
    case 'key':
      return byKey(options, ask, ask.credential.secret, met, work)
    case 'token':
      return byToken(options, ask, ask.credential.secret, met, work)
    case 'again':
      return enterAgain(options, ask, ask.credential, work)
    default:
      return asVisitor(options, ask, met, work)
  }
}

/** Wrong keys, and strangers at the administrators' door, are what fail2ban looks for (identity §4.12). */
function noteRefusal(options: GateOptions, ask: Ask, refusal: Problem, userId: number | null): void {
  const { ip } = ask.origin
  const isKeys = refusal.code === 'invalid_api_key' || refusal.code === 'ip_not_allowed'
  if (isKeys && ask.credential.kind === 'key') options.onKeyRefused?.(ask.credential.secret, ip, refusal.code)
  const isAdmins = ask.access.words.every(({ word }) => word === 'super_admin')
  if (isAdmins && (refusal.code === 'forbidden' || refusal.code === 'not_signed_in'))
    options.onAdminRefused?.(userId, ip)
}

const isVisitors = (ask: Ask) => ask.access.words.some(({ word }) => word === 'visitor')

async function asVisitor<T>(options: GateOptions, ask: Ask, met: Met, work: Work<T>): Promise<T> {
  if (!isVisitors(ask)) throw problem('not_signed_in')
  const caller = visitorFrom(ask.origin)
  await met(caller)
  const opening = {
    role: 'portal_member',
    actor: 'visitor',
    request_id: ask.request_id,
    read_only: ask.read_only,
  } as const
  return inTransaction(options.database, opening, (tx) => work(visitorScope(tx, ask), caller))
}

function bySession<T>(options: GateOptions, ask: Ask, hash: Buffer, met: Met, work: Work<T>): Promise<T> {
  const entry = {
    text: enterBySession,
    values: [hash, wordsOf(ask.access.words), ask.request_id],
    read_only: ask.read_only,
  }
  const dead = Symbol('dead')
  const entered = enterTransaction<EntryRow & Record<string, unknown>, T | typeof dead>(
    options.database,
    entry,
    async (tx, row) => {
      if (!row && !isVisitors(ask)) throw problem('not_signed_in')
      if (!row || (isRestricted(row, ask) && isVisitors(ask))) return dead
      const caller = personCalling(options, row, hash)
      await met(caller)
      refuseRestricted(row, ask)
      refuseInAnothersPlace(row, ask)
      await refuseWithout(options, tx, row, ask)
      const actor: Actor = { kind: 'user', id: row.user_id }
      return work(await scopeFrom(tx, ask, row, actor), caller)
    },
  )
  // A dead or restricted session counts as a visitor where visitors may be.
  return entered.then((result) =>
    result === dead ? asVisitor(options, ask, met, work) : result,
  ) as Promise<T>
}

function byKey<T>(options: GateOptions, ask: Ask, secret: string, met: Met, work: Work<T>): Promise<T> {
  const hashes = options.hashesOfKey(secret)
  const needed = neededBy(ask)
  const entry = {
    text: enterByKey,
    values: [
      hashes.map(({ mac }) => mac),
      wordsOf(needed.map(({ word }) => word)),
      needed.map(({ scope }) => scope),
      ask.request_id,
    ],
    read_only: ask.read_only,
  }
  return enterTransaction<KeyRow & Record<string, unknown>, T>(options.database, entry, async (tx, key) => {
    if (!key) throw problem('invalid_api_key')
    const caller = keyCalling(key)
    refuseAddress(key, ask)
    await met(caller)
    const narrowed = narrowedTo(key, ask)
    if (key.key_company_id !== null && key.company_id !== key.key_company_id) throw problem('invalid_api_key')
    refuseRestricted(key, ask)
    await refuseWithout(options, tx, key, narrowed)
    options.onKeyUsed?.(key.api_key_id, ask.origin.ip, freshHash(hashes[0], key.pepper_id))
    return work(await scopeFrom(tx, ask, key, { kind: 'key', id: key.api_key_id }, key.scopes), caller)
  })
}
