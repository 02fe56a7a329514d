import { notFound } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { cursorAt, readCursor } from '../../../platform/database/index.ts'
import type { Found, Language } from '../../../platform/events/index.ts'
import { eventsInWords } from '../../companies/server/index.ts'
import type { HistoryEntry } from '../contract.ts'
import { selectCategories, selectPolicyNames, selectPriorities, selectStatuses } from './choice.queries.ts'
import { selectHistory } from './history.queries.ts'
import { type Sight, sightOf } from './sight.ts'
import { selectSeen } from './ticket.queries.ts'
import { numberOf } from './ticket.settings.ts'

interface Asked {
  limit: number
  after?: string | undefined
  type?: readonly string[] | undefined
  locale: Language
}

/** What happened to a ticket, in words; customers read what concerns them, in the words that they know. */
export async function ticketHistory(
  scope: Scope,
  ticketId: number,
  { limit, after, type, locale }: Asked,
): Promise<{ items: HistoryEntry[]; next: string | null }> {
  const sight = sightOf(scope)
  if (!(await selectSeen(scope, sight, ticketId))) throw notFound()
  const walk = { sort: '-id', filters: { ticket_id: ticketId, type } }
  const from = readCursor(after, walk, 0)
  const found = await selectHistory(scope, ticketId, {
    limit: limit + 1,
    after: from?.id ?? null,
    types: type ?? null,
  })
  const events = found.slice(0, limit)
  const last = events.at(-1)
  return {
    items: await inWords(scope, sight, ticketId, events, locale),
    next: found.length > limit && last ? cursorAt(walk, [], last.id) : null,
  }
}

async function inWords(
  scope: Scope,
  sight: Sight,
  ticketId: number,
  events: readonly Found[],
  locale: Language,
): Promise<HistoryEntry[]> {
  if (events.length === 0) return []
  const labels = await labelsFor(scope, sight)
  const called = new Map([[`ticket:${ticketId}`, numberOf(ticketId)]])
  const entries = await eventsInWords(
    scope,
    events.map((event) => withLabels(event, labels)),
    locale,
    called,
  )
  return entries.map((entry, at) => ({
    id: entry.id,
    type: entry.type,
    label: entry.label,
    sentence: entry.sentence,
    actor: { kind: entry.actor.kind, id: entry.actor.id, name: entry.actor.name },
    changes: entry.changes.map(({ field, before, after }) => ({
      field,
      before: personOr(field, textOf(before), locale),
      after: personOr(field, textOf(after), locale),
    })),
    reply_id: typeof events[at]?.data.reply_id === 'number' ? events[at].data.reply_id : null,
    created_at: entry.created_at,
  }))
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null
  if (Array.isArray(value)) return value.join(', ') || null
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

const somebody: Record<Language, string> = { en: 'somebody', de: 'jemand' }

/** Whom the caller does not know has no name; a number says nothing. */
const personOr = (field: string, text: string | null, locale: Language) =>
  field.endsWith('user_id') && /^\d+$/.test(text ?? '') ? somebody[locale] : text

type Labels = Readonly<Record<string, ReadonlyMap<unknown, string>>>

/** Keys of statuses and priorities, ids of categories and promises, as this caller knows them. */
async function labelsFor(scope: Scope, { is_desk }: Sight): Promise<Labels> {
  const statuses = await selectStatuses(scope)
  const priorities = await selectPriorities(scope)
  const categories = await selectCategories(scope)
  return {
    status: new Map(statuses.map((one) => [one.key, is_desk ? one.label : one.public_label])),
    priority: new Map(priorities.map(({ key, label }) => [key, label])),
    category_id: new Map(
      categories.filter(({ is_public }) => is_desk || is_public).map(({ id, name }) => [id, name]),
    ),
    sla_policy_id: new Map(is_desk ? await selectPolicyNames(scope) : []),
  }
}

const ofStatus = new Set(['ticket.status_changed', 'ticket.resolved', 'ticket.closed', 'ticket.reopened'])

function withLabels(event: Found, labels: Labels): Found {
  const { from, to, from_kind: _f, to_kind: _t, changes, ...data } = event.data
  const said = (field: string, value: unknown) =>
    labels[field]?.get(value) ?? (field in labels ? null : value)
  const moved = (field: string) => [{ field, from: said(field, from), to: said(field, to) }]
  if (ofStatus.has(event.type)) return { ...event, data: { ...data, changes: moved('status') } }
  if (event.type === 'ticket.assigned')
    return { ...event, data: { ...data, changes: moved('assigned_user_id') } }
  const worded = (list: unknown) =>
    Array.isArray(list)
      ? (list as { field: string; from: unknown; to: unknown }[]).map((change) => ({
          field: change.field,
          from: said(change.field, change.from),
          to: said(change.field, change.to),
        }))
      : undefined
  const hidden = worded(event.provider_data?.changes)
  return {
    ...event,
    data: { ...event.data, ...(Array.isArray(changes) && { changes: worded(changes)?.filter(isSaid) }) },
    ...(hidden && { provider_data: { ...event.provider_data, changes: hidden } }),
  }
}

/** From one thing that customers do not know to another is no change to them. */
const isSaid = ({ from, to }: { from: unknown; to: unknown }) => from !== null || to !== null

const fieldTypes = [...ofStatus, 'ticket.assigned', 'ticket.updated', 'ticket.moved']

/** Who changed these fields last, and when. */
export async function whoChanged(scope: Scope, ticketId: number, fields: readonly string[]) {
  const events = await selectHistory(scope, ticketId, { limit: 100, after: null, types: fieldTypes })
  const entries = await eventsInWords(scope, events, 'en', new Map())
  return fields.map((field) => {
    const at = events.findIndex((event) => fieldsOf(event).includes(field))
    const entry = entries[at]
    return {
      field,
      by: entry ? { id: entry.actor.id, name: entry.actor.name } : null,
      at: entry?.created_at ?? null,
    }
  })
}

function fieldsOf({ type, data, provider_data }: Found): string[] {
  if (ofStatus.has(type)) return ['status']
  if (type === 'ticket.assigned') return ['assigned_user_id']
  if (type === 'ticket.moved') return ['company_id', ...(data.is_requester_removed ? ['requester'] : [])]
  return [data.changes, provider_data?.changes].flatMap((list) =>
    Array.isArray(list)
      ? list.map(({ field }: { field: string }) =>
          field === 'category_id' ? 'category' : field === 'requester_user_id' ? 'requester' : field,
        )
      : [],
  )
}
