import type { Scope } from '../../../platform/database/index.ts'
import { type Found, subjectOf } from '../../../platform/events/index.ts'
import { changesIn } from './audit.changes.ts'

/** What things are called, by `type:id`. */
export type Names = ReadonlyMap<string, string>

export const nameIn = (names: Names, type: string, id: number | null): string | null =>
  (id !== null && names.get(`${type}:${id}`)) || null

/** The kind of thing that an id in a field leads to: `invited_by_user_id` → user. */
export function kindOfField(field: string): string | null {
  const noun = /(?:^|_)(user|company|role|staff_member|ticket)_ids?$/.exec(field)?.[1]
  if (noun) return noun
  return field === 'manager_id' ? 'staff_member' : null
}

const actorSubjects: Record<string, string> = { user: 'user', key: 'api_key', client: 'machine_client' }
export const subjectOfActor = (kind: string): string | null => actorSubjects[kind] ?? null

/** The names of everything that these events speak of, one statement for each kind of thing. */
export async function namesFor(scope: Scope, events: readonly Found[]): Promise<Names> {
  const wanted = new Map<string, Set<number>>()
  const want = (type: string | null, id: unknown) => {
    if (type === null || typeof id !== 'number' || !subjectOf(type)?.names) return
    const ids = wanted.get(type) ?? new Set()
    wanted.set(type, ids.add(id))
  }
  for (const event of events) {
    want(event.subject_type, event.subject_id)
    want(subjectOfActor(event.actor_kind), event.actor_id)
    want('user', event.impersonator_id)
    want('company', event.company_id)
    const facts = { ...event.data, ...event.provider_data }
    for (const [field, value] of Object.entries(facts)) wantAll(want, field, value)
    for (const { field, before, after } of changesIn(event)) {
      wantAll(want, field, before)
      wantAll(want, field, after)
    }
  }
  const names = new Map<string, string>()
  for (const [type, ids] of wanted) {
    const found = await subjectOf(type)?.names?.(scope, [...ids])
    for (const [id, name] of found ?? []) names.set(`${type}:${id}`, name)
  }
  return names
}

function wantAll(want: (type: string | null, id: unknown) => void, field: string, value: unknown): void {
  const kind = kindOfField(field)
  if (kind === null) return
  for (const one of Array.isArray(value) ? value.slice(0, 50) : [value]) want(kind, one)
}
