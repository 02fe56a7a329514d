import { allPermissions } from '../../../platform/contract/permissions.ts'
import type { Database, Opening } from '../../../platform/database/index.ts'
import {
  type Actor,
  inTransaction,
  type Scope,
  sealScope,
  switchedTo,
  type Transaction,
} from '../../../platform/database/index.ts'
import type { Ask } from '../../../platform/http/index.ts'
import type { ClientRow, EntryRow } from './gate.queries.ts'

const nowhere = { ip: null, user_agent: null }
const system: Actor = { kind: 'system', id: null }

/** Work of the house on one company, or on all: jobs, consumers, start-up. Rights of persons do not apply. */
export interface HouseWork {
  /** null: every company. */
  company_id: number | null
  request_id?: string
  caused_by?: number | null
  actor?: Actor
}

/** The settings under which such work runs. */
export function openingOf(work: HouseWork): Opening {
  return {
    role: 'portal_provider',
    all_companies: work.company_id === null,
    company_ids: work.company_id === null ? [] : [work.company_id],
    ...(work.request_id && { request_id: work.request_id }),
  }
}

/** The scope of such work in a transaction that was opened or switched accordingly (events: dispatcher). */
export function houseScope(tx: Transaction, work: HouseWork): Scope {
  return sealScope({
    kind: 'job',
    tx,
    role: 'portal_provider',
    actor: work.actor ?? system,
    impersonator_id: null,
    user_id: null,
    company_id: work.company_id,
    company_kind: null,
    is_visiting: false,
    company_ids: work.company_id === null ? [] : [work.company_id],
    all_companies: work.company_id === null,
    permissions: new Set(allPermissions().keys()),
    is_super_admin: false,
    request_id: work.request_id ?? 'internal-work',
    origin: nowhere,
    caused_by: work.caused_by ?? null,
  })
}

/** Opens a transaction for work of the house, limited to one company unless stated. */
export function inHouseScope<T>(
  database: Database,
  work: HouseWork,
  act: (scope: Scope) => Promise<T>,
): Promise<T> {
  return inTransaction(database, openingOf(work), (tx) => act(houseScope(tx, work)))
}

/** Somebody of the provider, for work that goes on after their request has ended. */
export interface DeskWork {
  user_id: number
  /** The customers they were allowed to see when it began; null: all. */
  company_ids: readonly number[] | null
  request_id: string
}

/** Opens a transaction for what somebody at the desk has begun: their rows and their customers, in their name. */
export function inDeskScope<T>(
  database: Database,
  { user_id, company_ids, request_id }: DeskWork,
  act: (scope: Scope) => Promise<T>,
): Promise<T> {
  const actor: Actor = { kind: 'user', id: user_id }
  const all_companies = company_ids === null
  const opening: Opening = {
    role: 'portal_provider',
    all_companies,
    company_ids: company_ids ?? [],
    user_id,
    actor: `user:${user_id}`,
    request_id,
  }
  return inTransaction(database, opening, (tx) =>
    act({
      ...houseScope(tx, { company_id: null, request_id, actor }),
      kind: 'provider',
      user_id,
      all_companies,
      company_ids: company_ids ?? [],
    }),
  )
}

/**
 * Runs our part inside a transaction of identity (first user, accepted invitation): the same transaction,
 * role and settings switched for that work and back (companies §4.1).
 */
export function asCompany<T>(
  tx: Transaction,
  work: HouseWork & { user_id: number },
  act: (scope: Scope) => Promise<T>,
): Promise<T> {
  const back: Opening = { role: 'portal_identity', ...(work.request_id && { request_id: work.request_id }) }
  const actor: Actor = { kind: 'user', id: work.user_id }
  return switchedTo(
    tx,
    { ...openingOf(work), user_id: work.user_id, actor: `user:${work.user_id}` },
    back,
    () => act(houseScope(tx, { ...work, actor })),
  )
}

/** The scope of somebody who is signed in or came with a key, as the entry statement proved it. */
export function callerScope(facts: {
  tx: Transaction
  ask: Ask
  row: EntryRow
  actor: Actor
  kind: 'provider' | 'member' | 'person'
  permissions: ReadonlySet<string>
}): Scope {
  const { tx, ask, row, actor, kind, permissions } = facts
  return sealScope({
    kind,
    tx,
    role: row.database_role === 'portal_provider' ? 'portal_provider' : 'portal_member',
    actor,
    impersonator_id: row.impersonator_id,
    user_id: row.user_id,
    company_id: row.company_id,
    company_kind: row.company_kind,
    is_visiting: row.is_visiting,
    company_ids: idsOf(row.company_ids),
    all_companies: row.all_companies === 'on',
    permissions,
    is_super_admin: row.is_super_admin,
    request_id: ask.request_id,
    origin: ask.origin,
    caused_by: null,
  })
}

/** A machine client: no person, no company worked in; the provider's view of the companies it was given. */
export function clientScope(tx: Transaction, ask: Ask, row: ClientRow): Scope {
  return sealScope({
    kind: 'provider',
    tx,
    role: 'portal_provider',
    actor: { kind: 'client', id: row.machine_client_id },
    impersonator_id: null,
    user_id: null,
    company_id: null,
    company_kind: null,
    is_visiting: false,
    company_ids: idsOf(row.company_ids),
    all_companies: row.all_companies === 'on',
    permissions: new Set(row.held),
    is_super_admin: false,
    request_id: ask.request_id,
    origin: ask.origin,
    caused_by: null,
  })
}

const idsOf = (text: string) => (text === '{}' ? [] : text.slice(1, -1).split(',').map(Number))

/** Nobody is signed in: no company, no right, no row. */
export function visitorScope(tx: Transaction, ask: Ask): Scope {
  return sealScope({
    kind: 'visitor',
    tx,
    role: 'portal_member',
    actor: { kind: 'visitor', id: null },
    impersonator_id: null,
    user_id: null,
    company_id: null,
    company_kind: null,
    is_visiting: false,
    company_ids: [],
    all_companies: false,
    permissions: new Set(),
    is_super_admin: false,
    request_id: ask.request_id,
    origin: ask.origin,
    caused_by: null,
  })
}
