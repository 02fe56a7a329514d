import { Id, z } from '../../../platform/contract/schema.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { becauseOf, readEvent, type StoredEvent, whisper } from '../../../platform/events/index.ts'
import { defineJob, enqueue } from '../../../platform/jobs/index.ts'
import { inHouseScope } from '../../companies/server/index.ts'
import { type NotificationType, type Recipient, type Telling, typesCausedBy } from './catalogue.ts'
import { carryOver, deliver } from './delivery.service.ts'
import { asHouse } from './house.ts'
import { topicSubject } from './live.ts'
import {
  deleteCoalesced,
  type Facts,
  insertNotifications,
  type Replaced,
  searchTextOf,
  type Target,
} from './notification.queries.ts'
import { type PersonRow, readsGerman, selectKeyOwner, selectPeople } from './people.queries.ts'

/** From an event to people (notifications §4): each is told once, by the most specific of the types that fit. */
export async function tellOf(given: Scope, event: StoredEvent): Promise<void> {
  const types = weightiestFirst(event)
  if (types.length === 0) return
  const scope = becauseOf(given, event)
  const doers = await doersOf(scope, event)
  const told = new Set<string>()
  for (const type of types) {
    const telling = await type.about?.(scope, event)
    if (!telling) continue
    const people = telling.people.filter((one) => !told.has(keyOf(one)) && !isDoer(type, doers, one))
    if (people.length > together) {
      await enqueue(scope, fanOutJob, { event_id: event.id, event_type: type.event_type, from: 0 })
      for (const one of people) told.add(keyOf(one))
      continue
    }
    const facts = factsOf(type, event, telling)
    const { keys } = await tellPeople(scope, { type, facts, telling: { ...telling, people } })
    for (const key of keys) told.add(key)
  }
}

const weightiestFirst = ({ type }: StoredEvent) =>
  [...typesCausedBy(type)].sort((one, other) => (other.rank ?? 0) - (one.rank ?? 0))

/** So many people are told at once; more are told in batches, each in a job of its own and in order. */
const together = 500

const fanOutJob = defineJob({
  name: 'notifications.fan_out_event',
  data: z.object({ event_id: Id, event_type: z.string(), from: z.int() }),
  kind: 'database',
  retries: 10,
  retry_delay_seconds: 5,
  expire_seconds: 300,
  concurrency: 1,
  run: ({ data, database, settle }) =>
    inHouseScope(database, { company_id: null, caused_by: data.event_id }, async (scope) => {
      const next = await tellBatch(scope, data)
      if (next !== null) await enqueue(scope, fanOutJob, { ...data, from: next })
      await settle(scope)
    }),
})

interface Batch {
  event_id: number
  event_type: string
  /** The place in the row of their keys. */
  from: number
}

/** Answers where the next batch begins; null at the end, or when the event is gone. */
async function tellBatch(scope: Scope, { event_id, event_type, from }: Batch): Promise<number | null> {
  const found = await readEvent(scope, event_id)
  if (!found) return null
  const event: StoredEvent = { ...found, lineage: [] }
  const doers = await doersOf(scope, event)
  const told = new Set<string>()
  for (const type of weightiestFirst(event)) {
    const telling = await type.about?.(scope, event)
    if (!telling) continue
    const people = telling.people.filter((one) => !told.has(keyOf(one)) && !isDoer(type, doers, one))
    if (type.event_type !== event_type) {
      for (const one of people) told.add(keyOf(one))
      continue
    }
    const inOrder = [...new Map(people.map((one) => [keyOf(one), one])).values()]
    const batch = inOrder
      .sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
      .slice(from, from + together)
    await tellPeople(scope, {
      type,
      facts: factsOf(type, event, telling),
      telling: { ...telling, people: batch },
    })
    return batch.length < together ? null : from + together
  }
  return null
}

export interface Told {
  type: NotificationType
  facts: Facts
  telling: Pick<Telling, 'people' | 'maySee' | 'message_de'>
}

/** Writes the rows and their deliveries; answers who was told, and the ids of the new rows. */
export async function tellPeople(
  scope: Scope,
  { type, facts, telling }: Told,
): Promise<{ keys: string[]; ids: number[] }> {
  const ids = unique(telling.people.flatMap((one) => ('user_id' in one ? [one.user_id] : [])))
  const addresses = telling.people.filter((one) => 'email' in one)
  const people = await selectPeople(scope, facts.company_id, ids)
  const present = ids.filter((id) => isPresent(people.get(id)))
  const seeing = telling.maySee && present.length > 0 ? await telling.maySee(scope, present) : null
  const wanted = seeing ? present.filter((id) => seeing.has(id)) : present
  const targets: Target[] = [
    ...wanted.map((user_id) => ({ audience: 'user' as const, user_id })),
    ...addresses.map(({ email, name }) => ({ audience: 'email' as const, email, email_name: name })),
  ]
  const written =
    targets.length === 0
      ? []
      : await inReach(scope, facts, (there) =>
          write(there, { type, facts, targets, people, addresses, german: telling.message_de }),
        )
  whisper(scope, topicSubject, wanted)
  return {
    keys: [...wanted.map((user_id) => keyOf({ user_id })), ...addresses.map(keyOf)],
    ids: written,
  }
}

const isPresent = (person: PersonRow | undefined) => person?.is_active === true && person.has_access

/** Rows of no company, or of another than the scope's, are the whole house's to write. */
const inReach = <T>(scope: Scope, facts: Facts, act: (there: Scope) => Promise<T>): Promise<T> =>
  scope.all_companies || (facts.company_id !== null && scope.company_ids.includes(facts.company_id))
    ? act(scope)
    : asHouse(scope, act)

interface ToWrite {
  type: NotificationType
  facts: Facts
  targets: readonly Target[]
  people: ReadonlyMap<number, PersonRow>
  addresses: readonly Extract<Recipient, { email: string }>[]
  /** The message for whoever reads German. */
  german: string | undefined
}

async function write(scope: Scope, what: ToWrite): Promise<number[]> {
  const { type, facts, targets, people, addresses } = what
  const replaced = await replace(scope, type, facts, targets)
  const rows = await insertNotifications(
    scope,
    facts,
    targets.map((target) => ({ ...target, ...countOf(target, replaced), ...inGerman(what, target) })),
  )
  await carryOver(scope, replaced, rows)
  await deliver(scope, { type, facts, rows, people, addresses })
  return rows.map(({ id }) => id)
}

/** The row of whoever reads German says it in German: in the feed, in the mail, as SMS. */
function inGerman({ facts, people, german }: ToWrite, target: Target) {
  if (german === undefined || target.audience !== 'user') return {}
  if (!readsGerman(people.get(target.user_id)?.locale ?? '')) return {}
  const message = german.slice(0, 2_000)
  return { message, search_text: searchTextOf({ ...facts, message }) }
}

function replace(scope: Scope, { coalesce }: NotificationType, facts: Facts, targets: readonly Target[]) {
  if (!coalesce || facts.coalesce_key === null) return []
  const ids = targets.flatMap((target) => (target.audience === 'user' ? [target.user_id] : []))
  return deleteCoalesced(scope, facts, ids, coalesce.seconds)
}

function countOf(target: Target, replaced: readonly Replaced[]) {
  const before = target.audience === 'user' && replaced.filter(({ user_id }) => user_id === target.user_id)
  if (!before || before.length === 0) return {}
  return { extra: { count: before.reduce((sum, { count }) => sum + count, 1) } }
}

/** Who did it: the person, the owner of the key, and whoever acts in somebody's place. */
async function doersOf(scope: Scope, event: StoredEvent): Promise<ReadonlySet<number>> {
  const { actor_kind, actor_id, impersonator_id } = event
  const doers = new Set<number>()
  if (actor_kind === 'user' && actor_id !== null) doers.add(actor_id)
  if (impersonator_id !== null) doers.add(impersonator_id)
  const owner = actor_kind === 'key' && actor_id !== null ? await selectKeyOwner(scope, actor_id) : null
  if (owner !== null) doers.add(owner)
  return doers
}

const isDoer = ({ include_actor }: NotificationType, doers: ReadonlySet<number>, one: Recipient) =>
  !include_actor && 'user_id' in one && doers.has(one.user_id)

function factsOf(type: NotificationType, event: StoredEvent, telling: Telling): Facts {
  return {
    event_type: type.event_type,
    company_id: telling.company_id === undefined ? event.company_id : telling.company_id,
    event_id: event.id,
    dedupe_key: `event:${event.id}`,
    message: telling.message.slice(0, 2_000),
    metadata: telling.metadata ?? {},
    subject_type: event.subject_type,
    subject_id: event.subject_id,
    part_id: telling.part_id ?? null,
    link: telling.link ?? null,
    severity: telling.severity ?? 'info',
    is_banner: telling.is_banner ?? false,
    starts_at: null,
    ends_at: null,
    coalesce_key: type.coalesce?.key(event).slice(0, 200) ?? null,
    created_by_user_id: null,
  }
}

const keyOf = (one: Recipient) =>
  'user_id' in one ? `user:${one.user_id}` : `mail:${one.email.toLowerCase()}`
const unique = (ids: readonly number[]) => [...new Set(ids)]
