import type { Received } from '../../../platform/contract/endpoint.ts'
import { invalid, notFound, problem } from '../../../platform/contract/problems.ts'
import { pageOf, readCursor, type Scope } from '../../../platform/database/index.ts'
import { whisper } from '../../../platform/events/index.ts'
import type { Notification, notificationsApi } from '../contract.ts'
import { notificationTypes, typeOf } from './catalogue.ts'
import { wordsFor } from './descriptions.ts'
import * as queries from './feed.queries.ts'
import { topicSubject } from './live.ts'
import * as marks from './mark.queries.ts'
import { concerns } from './sight.ts'

type Listed = Received<NonNullable<typeof notificationsApi.list.query>>
type Filters = Received<NonNullable<typeof notificationsApi.summary.query>>
type Acknowledged = Received<NonNullable<typeof notificationsApi.acknowledge.body>>

/** A page of what the caller was told. */
export async function listFeed(scope: Scope, { limit, after, sort, ...filters }: Listed) {
  const walk = { sort, filters }
  const from = readCursor(after, walk, 0)
  const page = { from, limit: limit + 1, oldest_first: sort === 'created_at' }
  const rows = await queries.selectFeed(scope, wantedOf(filters), page)
  return pageOf(
    rows,
    limit,
    walk,
    () => [],
    (row) => row,
  )
}

export const readSummary = (scope: Scope, filters: Filters) => queries.selectCounts(scope, wantedOf(filters))

/** Of banners, and of critical messages. */
const mostShown = 3

/** A badge counts no further: 99+. */
export const badgeMost = 100

export async function readBell(scope: Scope) {
  const [unread_count, rows] = await Promise.all([
    queries.countUnread(scope, badgeMost),
    queries.selectAttention(scope),
  ])
  const banners = rows.filter(({ is_banner }) => is_banner).slice(0, mostShown)
  const critical = rows.filter(({ is_banner }) => !is_banner).slice(0, mostShown)
  return {
    unread_count,
    banners: banners.map(({ id, message, severity, link, ends_at, may_close }) => ({
      id,
      message,
      severity,
      link,
      ends_at,
      may_close,
    })),
    critical: critical.map(({ ends_at: _, may_close: __, ...row }) => row),
  }
}

/** The catalogue as far as it can concern the caller, with what they chose about or received. */
export async function listEventTypes(scope: Scope, locale: string) {
  const known = new Map(
    (await queries.selectKnownTypes(scope)).map(({ event_type, recorded }) => [event_type, recorded]),
  )
  const declared = [...notificationTypes().values()].filter((type) => concerns(scope, type))
  const names = new Set([...declared.map(({ event_type }) => event_type), ...known.keys()])
  const items = [...names].sort().map((event_type) => {
    const { group } = typeOf(event_type)
    return { ...wordsFor(event_type, locale), event_type, group, recorded: known.get(event_type) ?? false }
  })
  return { items }
}

/** 404 when it is not there for the caller. */
export async function readOne(scope: Scope, id: number): Promise<Notification> {
  await mark(scope, [await found(scope, id)])
  return found(scope, id)
}

export async function unreadOne(scope: Scope, id: number): Promise<Notification> {
  const row = await found(scope, id)
  if (!marksNothing(scope) && row.read_at !== null) {
    await marks.markUnread(scope, id)
    tellTabs(scope)
  }
  return found(scope, id)
}

export async function dismissOne(scope: Scope, id: number): Promise<void> {
  const row = await found(scope, id)
  if (marksNothing(scope)) return
  if (row.user_id === null) await mark(scope, [row])
  else await marks.dismiss(scope, id)
  tellTabs(scope)
}

/** All that are named, in that order, or all that fit; 404 with the ids that are not there, and then none. */
export async function acknowledge(scope: Scope, asked: Acknowledged) {
  const { notification_ids, all, search, ...filters } = asked
  if ((notification_ids !== undefined) === (all === true))
    throw invalid('notification_ids', 'required', 'Name the messages, or say all.')
  if (notification_ids === undefined)
    return { count: await acknowledgeAll(scope, { ...filters, q: filters.q ?? search }) }

  const ids = [...new Set(notification_ids)]
  const rows = await queries.selectByIds(scope, ids)
  const missing = ids.filter((id) => !rows.some((row) => row.id === id))
  if (missing.length > 0) throw problem('not_found', { members: { notification_ids: missing } })
  await mark(scope, rows)
  const read = new Map((await queries.selectByIds(scope, ids)).map((row) => [row.id, row]))
  return { items: ids.flatMap((id) => read.get(id) ?? []) }
}

const batch = 1_000

async function acknowledgeAll(scope: Scope, filters: Filters): Promise<number> {
  if (marksNothing(scope) || filters.read_state === 'read') return 0
  const wanted = { ...wantedOf(filters), read_state: 'unread' } as const
  const page = { from: null, limit: batch, oldest_first: false }
  for (let count = 0; ; ) {
    const rows = await queries.selectFeed(scope, wanted, page)
    await mark(scope, rows)
    count += rows.length
    if (rows.length < batch) return count
  }
}

async function found(scope: Scope, id: number): Promise<Notification> {
  const [row] = await queries.selectByIds(scope, [id])
  if (!row) throw notFound()
  return row
}

async function mark(scope: Scope, rows: readonly Pick<Notification, 'id' | 'read_at'>[]): Promise<void> {
  const unread = rows.filter(({ read_at }) => read_at === null).map(({ id }) => id)
  if (unread.length === 0 || marksNothing(scope)) return
  await marks.markRead(scope, unread)
  tellTabs(scope)
}

/** Whoever acts in another's place reads nothing for them. */
const marksNothing = (scope: Scope) => scope.impersonator_id !== null

function tellTabs(scope: Scope): void {
  if (scope.user_id !== null) whisper(scope, topicSubject, [scope.user_id])
}

function wantedOf(filters: Filters): queries.Wanted {
  const { event_type = [], read_state, q, created_from, created_to, company_id } = filters
  if (created_from && created_to && Date.parse(created_from) > Date.parse(created_to))
    throw invalid('created_to', 'too_small', 'The end lies before the beginning.')
  return {
    types: event_type.filter((type) => !type.endsWith('.*')),
    prefixes: event_type.filter((type) => type.endsWith('.*')).map((type) => type.slice(0, -1)),
    read_state,
    search: q ?? null,
    created_from: created_from ?? null,
    created_to: created_to ?? null,
    company_id: company_id ?? null,
  }
}
