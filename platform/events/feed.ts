import { type Opening, type Scope, switchedTo, type Transaction } from '../database/index.ts'
import type { Consumer } from './consumers.ts'
import type { StoredEvent } from './stored.ts'

/** The scope for the reactions to events of one company, or of none: made by `companies`. */
export type ScopeFor = (tx: Transaction, companyId: number | null, causedBy: number | null) => Scope

/** A consumer with the event after which it began. */
export interface Subscriber extends Consumer {
  started_after: number
}

export interface FeedFailure {
  consumer: string
  event_id: number
  error: unknown
}

/** The dispatcher's own settings: the stream and the outbox, nothing else. */
export const asSystem: Opening = { role: 'portal_system', actor: 'system' }

/**
 * Hands events to all subscribers, company by company, each subscriber in a savepoint of its own. What failed
 * comes back; everything else has its effect.
 */
export async function feed(
  tx: Transaction,
  scopeFor: ScopeFor,
  subscribers: readonly Subscriber[],
  events: StoredEvent[],
): Promise<FeedFailure[]> {
  const failures: FeedFailure[] = []
  for (const group of byCompany(events)) {
    const companyId = group[0]?.company_id ?? null
    const cause = group.length === 1 ? (group[0]?.id ?? null) : null
    await switchedTo(tx, openingFor(companyId), asSystem, async () => {
      for (const subscriber of subscribers) {
        const wanted = group.filter(({ id }) => id > subscriber.started_after)
        if (wanted.length > 0)
          failures.push(...(await feedOne(tx, scopeFor(tx, companyId, cause), subscriber, wanted)))
      }
    })
  }
  return failures
}

/** A subscriber that throws gets its batch again event by event, so that one bad event takes no other along. */
async function feedOne(
  tx: Transaction,
  scope: Scope,
  { name, consume }: Subscriber,
  events: StoredEvent[],
): Promise<FeedFailure[]> {
  try {
    await tx.savepoint(() => consume(scope, events))
    return []
  } catch (error) {
    if (events.length === 1) return events.map(({ id }) => ({ consumer: name, event_id: id, error }))
  }
  const failures: FeedFailure[] = []
  for (const event of events) {
    try {
      await tx.savepoint(() => consume({ ...scope, caused_by: event.id }, [event]))
    } catch (error) {
      failures.push({ consumer: name, event_id: event.id, error })
    }
  }
  return failures
}

function openingFor(companyId: number | null): Opening {
  const companies = companyId === null ? { all_companies: true } : { company_ids: [companyId] }
  return { role: 'portal_provider', actor: 'system', ...companies }
}

/**
 * Groups by company, in the order of the ids. A subject that changed its company within the batch begins new
 * groups, since its events must stay in order.
 */
function byCompany(events: StoredEvent[]): StoredEvent[][] {
  const done: StoredEvent[][] = []
  let groups = new Map<number | null, StoredEvent[]>()
  let companies = new Map<string, number | null>()
  for (const event of events) {
    const subject = `${event.subject_type}:${event.subject_id}`
    if (companies.has(subject) && companies.get(subject) !== event.company_id) {
      done.push(...groups.values())
      groups = new Map()
      companies = new Map()
    }
    companies.set(subject, event.company_id)
    const group = groups.get(event.company_id)
    if (group) group.push(event)
    else groups.set(event.company_id, [event])
  }
  return [...done, ...groups.values()]
}
