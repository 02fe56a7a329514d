import type { Received } from '../../../platform/contract/endpoint.ts'
import { notFound } from '../../../platform/contract/problems.ts'
import type { Page } from '../../../platform/contract/schema.ts'
import type { Scope } from '../../../platform/database/index.ts'
import {
  countTypes,
  type Effect,
  effectSources,
  eventSchema,
  eventTypes,
  type Found,
  findEvents,
  followingEvents,
  type Language,
  readEvent,
  subjectOf,
} from '../../../platform/events/index.ts'
import type { AuditEntry, auditApi } from '../contract/audit.ts'
import { changesIn, isSecret } from './audit.changes.ts'
import { filtersOf } from './audit.filters.ts'
import { kindOfField, type Names, nameIn, namesFor, subjectOfActor } from './audit.names.ts'
import { inWords, labelOf, pathOf, sentenceOf } from './audit.words.ts'
import { may } from './rights.ts'

/** Entries of the audit log as far as this scope sees them, in words. */
export async function listAuditLogs(
  scope: Scope,
  query: Received<NonNullable<typeof auditApi.listAuditLogs.query>>,
): Promise<Page<AuditEntry>> {
  const { limit, after, sort, locale, ...asked } = query
  const { items, next } = await findEvents(scope, filtersOf(scope, asked), { sort, limit, after })
  return { items: await present(scope, items, locale), next }
}

export async function readAuditLog(scope: Scope, id: number, locale: Language): Promise<AuditEntry> {
  const [entry] = await present(scope, [await requireEvent(scope, id)], locale)
  if (!entry) throw notFound()
  return entry
}

/** What an event caused: events that name it as their cause, and what modules did about it. */
export async function listEffects(
  scope: Scope,
  id: number,
  locale: Language,
): Promise<{ events: AuditEntry[]; effects: Effect[] }> {
  await requireEvent(scope, id)
  const events = (await followingEvents(scope, id)).filter((event) => isFor(scope, event))
  const effects: Effect[] = []
  for (const source of effectSources()) effects.push(...(await source.find(scope, id)))
  return { events: await present(scope, events, locale), effects }
}

/** Kinds of events that the caller may meet; counted for whoever may see the audit log. */
export async function listEventTypes(scope: Scope, q: string | undefined, locale: Language) {
  const words = (q ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  const found = [...eventTypes().values()]
    .filter(({ audience }) => scope.role === 'portal_provider' || audience === 'company')
    .map((type) => ({ type, label: labelOf(type.type, locale) }))
    .filter(({ type, label }) => words.every((word) => `${type.type} ${label}`.toLowerCase().includes(word)))
  const names = found.map(({ type }) => type.type)
  const counts = may(scope, 'audit.view') ? await countTypes(scope, names) : null
  return found
    .map(({ type, label }) => ({
      type: type.type,
      label,
      module: subjectOf(type.subject)?.module ?? 'platform',
      subject: type.subject,
      audience: type.audience,
      schema: eventSchema(type),
      sample: type.sample,
      count: counts && (counts.get(type.type)?.count ?? 0),
      count_capped: counts?.get(type.type)?.capped ?? false,
    }))
    .sort((a, b) => (a.type < b.type ? -1 : 1))
}

/** Portal-wide events are for super administrators. */
const isFor = (scope: Scope, { company_id }: Found) => company_id !== null || scope.is_super_admin

async function requireEvent(scope: Scope, id: number): Promise<Found> {
  const event = await readEvent(scope, id)
  if (!event || !isFor(scope, event)) throw notFound()
  return event
}

/** Events in words for lists of other modules; `called` says what things are to be called there: `ticket:1042` → a name. */
export async function eventsInWords(
  scope: Scope,
  events: readonly Found[],
  language: Language,
  called: Names,
): Promise<AuditEntry[]> {
  const names = new Map([...(await namesFor(scope, events)), ...called])
  return events.map((event) => entryOf(scope, event, names, language))
}

export async function present(
  scope: Scope,
  events: readonly Found[],
  language: Language,
): Promise<AuditEntry[]> {
  const names = await namesFor(scope, events)
  return events.map((event) => entryOf(scope, event, names, language))
}

function entryOf(scope: Scope, event: Found, names: Names, language: Language): AuditEntry {
  const { company_id, impersonator_id, subject_type, subject_id, actor_kind, actor_id } = event
  const named = (type: string, id: number | null) =>
    id === null ? null : { id, name: nameIn(names, type, id) }
  return {
    id: event.id,
    type: event.type,
    label: labelOf(event.type, language),
    sentence: sentenceOf(event, names, language),
    actor: {
      kind: actor_kind as AuditEntry['actor']['kind'],
      id: actor_id,
      name: nameIn(names, subjectOfActor(actor_kind) ?? '', actor_id) ?? event.actor_label,
      impersonator: named('user', impersonator_id),
    },
    company: named('company', company_id),
    subject: {
      type: subject_type,
      id: subject_id,
      name: nameIn(names, subject_type, subject_id),
      path: pathOf(event, scope),
    },
    changes: changesIn(event).map(({ field, before, after }) => ({
      field,
      before: worded(field, before, names),
      after: worded(field, after, names),
    })),
    facts: factsOf(event, names),
    audience: event.audience,
    ip: event.ip,
    user_agent: event.user_agent,
    request_id: event.request_id,
    caused_by: event.caused_by,
    created_at: event.created_at,
  }
}

/** Ids in words where their things still exist; everything else as it was stored. */
const worded = (field: string, value: unknown, names: Names): unknown =>
  kindOfField(field) && value !== null ? inWords(field, value, names) : (value ?? null)

/** What an event keeps beside its changes. */
const shownElsewhere = new Set(['changes', 'changed', 'from', 'to'])
const factsOf = (event: Found, names: Names): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries({ ...event.data, ...event.provider_data })
      .filter(([field, value]) => !shownElsewhere.has(field) && value !== null && !isSecret(field))
      .map(([field, value]) => [field, worded(field, value, names)]),
  )
