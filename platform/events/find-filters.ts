import type { Scope } from '../database/index.ts'
import { type Base, baseOf } from './find-bases.ts'
import type { Order } from './find-walks.ts'

/** What is looked for; filters combine with and. */
export interface EventFilters {
  /** Any of these types, by their whole names. */
  types?: readonly string[] | undefined
  subject_type?: string | undefined
  subject_id?: number | undefined
  actor_kind?: string | undefined
  actor_id?: number | undefined
  /** Any of these companies; null: events of no company. */
  company_ids?: readonly number[] | null | undefined
  /** Events of no company are left out. */
  with_company?: boolean | undefined
  /** Inclusive. */
  from?: string | undefined
  /** Exclusive. */
  to?: string | undefined
  /** In place of `from`: so many days back from now. */
  last_days?: number | undefined
  impersonated?: boolean | undefined
  request_id?: string | undefined
  /** For the provider alone: members have no grant on addresses. */
  ip?: string | undefined
}

/** The values of a statement under construction; `value` gives the placeholder. */
export interface Statement {
  values: unknown[]
  value(value: unknown, type: string): string
}

export function statement(): Statement {
  const values: unknown[] = []
  return { values, value: (value, type) => `$${values.push(value)}::${type}` }
}

export type Condition = (sql: Statement) => string

export interface Window {
  from: string | null
  to: string | null
  base: Base | null
  /** What is compared entry by entry. */
  rest: Condition[]
  filters: EventFilters
}

interface Origin {
  request_id: string
  created_at: string
}

const day = 86_400_000
/** A request's own transactions end within this; later work under its id is found by time. */
const afterOrigin = 3_600_000
const mostOrigins = 10_000

/** The requests behind an address or a request id, which say where in time to look; null when neither is asked for. */
export async function originsOf(scope: Scope, filters: EventFilters): Promise<Origin[] | null> {
  const { ip, request_id } = filters
  if (scope.role !== 'portal_provider' || (ip === undefined && request_id === undefined)) return null
  const sql = statement()
  const conditions = [
    ...(ip === undefined ? [] : [`ip = ${sql.value(ip, 'inet')}`]),
    ...(request_id === undefined ? [] : [`request_id = ${sql.value(request_id, 'text')}`]),
    ...(ip !== undefined && startOf(filters)
      ? [`created_at >= ${sql.value(startOf(filters), 'timestamptz')}`]
      : []),
  ]
  const { rows } = await scope.tx.run<Origin & Record<string, unknown>>(
    `select request_id, created_at from event_origins where ${conditions.join(' and ')}
     order by created_at desc limit ${mostOrigins}`,
    sql.values,
  )
  // An address is kept for 90 days; a request id stays in the event itself.
  return rows.length === 0 && ip === undefined ? null : rows
}

export function windowOf(scope: Scope, filters: EventFilters, origins: Origin[] | null): Window {
  const all = conditionsOf(filters, origins)
  const base = baseOf(scope, filters)
  const window = { from: startOf(filters), to: filters.to ?? null, base, filters }
  const rest = Object.entries(all).flatMap(([column, condition]) =>
    column === base?.column ? [] : [condition],
  )
  return { ...narrowed(window, origins), rest }
}

/** Whether the order's own column has one value only: then the order is that of time. */
export function isPinned(sort: Order, { base, filters }: Window): boolean {
  if (sort === 'type') return filters.types?.length === 1
  if (sort === 'actor') return filters.actor_kind !== undefined && filters.actor_id !== undefined
  return filters.company_ids === null || (base?.column === 'company' && base.values.length === 1)
}

const startOf = ({ from, last_days }: EventFilters) =>
  from ?? (last_days === undefined ? null : new Date(Date.now() - last_days * day).toISOString())

/** What requests wrote lies behind their beginning: within the hour, unless another time was asked for. */
function narrowed<W extends { from: string | null; to: string | null }>(
  window: W,
  origins: Origin[] | null,
): W {
  const newest = origins?.[0]
  const oldest = origins?.at(-1)
  if (!newest || !oldest || oldest.request_id === 'internal-work') return window
  const later = (a: string | null, b: string) => (a === null || Date.parse(a) < Date.parse(b) ? b : a)
  const to = new Date(Date.parse(newest.created_at) + afterOrigin).toISOString()
  return {
    ...window,
    from: later(window.from, oldest.created_at),
    to: window.to === null || Date.parse(to) < Date.parse(window.to) ? to : window.to,
  }
}

function conditionsOf(filters: EventFilters, origins: Origin[] | null): Record<string, Condition> {
  const { types, subject_type, subject_id, actor_kind, actor_id, company_ids } = filters
  const given: Record<string, Condition | false | undefined> = {
    type: types && ((sql) => `e.type = any (${sql.value(types, 'text[]')})`),
    subject:
      subject_type !== undefined &&
      ((sql) =>
        `e.subject_type = ${sql.value(subject_type, 'text')}` +
        (subject_id === undefined ? '' : ` and e.subject_id = ${sql.value(subject_id, 'bigint')}`)),
    actor:
      actor_kind !== undefined &&
      ((sql) =>
        `e.actor_kind = ${sql.value(actor_kind, 'text')}` +
        (actor_id === undefined ? '' : ` and e.actor_id = ${sql.value(actor_id, 'bigint')}`)),
    company:
      company_ids !== undefined &&
      ((sql) =>
        company_ids === null
          ? 'e.company_id is null'
          : `e.company_id = any (${sql.value(company_ids, 'bigint[]')})`),
    ...ofDetails(filters, origins),
  }
  return Object.fromEntries(Object.entries(given).filter((one): one is [string, Condition] => !!one[1]))
}

function ofDetails(
  { with_company, impersonated, request_id, ip }: EventFilters,
  origins: Origin[] | null,
): Record<string, Condition | false | undefined> {
  const ids = (origins ?? []).map((origin) => origin.request_id)
  return {
    with_company: with_company === true && (() => 'e.company_id is not null'),
    impersonated:
      impersonated !== undefined && (() => `e.impersonator_id is ${impersonated ? 'not null' : 'null'}`),
    request:
      (request_id !== undefined || ip !== undefined) &&
      ((sql) =>
        ip === undefined
          ? `e.request_id = ${sql.value(request_id, 'text')}`
          : `e.request_id = any (${sql.value(ids, 'text[]')})`),
  }
}
