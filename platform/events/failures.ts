import type { Transaction } from '../database/index.ts'
import { announce } from './announce.ts'
import { eventFailureDied } from './failure-list.ts'
import { type FeedFailure, feed, type ScopeFor, type Subscriber } from './feed.ts'
import { type StoredEvent, storedColumns } from './stored.ts'

/** Seconds until the next attempt, after the first, second … failure; after the last an event is dead. */
const waits = [10, 60, 600, 3_600, 21_600]

const keep = `insert into event_failures as f (consumer, event_id, attempts, next_attempt_at, error)
  values ($1, $2, 1, now() + make_interval(secs => ${waits[0]}), $3)
  on conflict (consumer, event_id) do update set state = 'waiting', attempts = 1, error = excluded.error,
    next_attempt_at = excluded.next_attempt_at, updated_at = now()`

/** Keeps what failed for later attempts. */
export async function keepFailures(tx: Transaction, failures: FeedFailure[]): Promise<void> {
  for (const { consumer, event_id, error } of failures)
    await tx.run(keep, [consumer, event_id, textOf(error)])
}

const due = `select id, consumer, event_id, attempts from event_failures
  where state = 'waiting' and next_attempt_at <= now() and consumer = any ($1)
  order by next_attempt_at, id limit 1 for update skip locked`

interface Failure {
  id: number
  consumer: string
  event_id: number
  attempts: number
}

/** What came of a repeated event. */
export interface Retried {
  consumer: string
  event_id: number
  state: 'resolved' | 'waiting' | 'dead'
  error?: unknown
}

/** Repeats the failure that is due longest, in the transaction at hand; null when none is due. */
export async function retryOne(
  tx: Transaction,
  scopeFor: ScopeFor,
  subscribers: readonly Subscriber[],
): Promise<Retried | null> {
  const { rows } = await tx.run<Failure & Record<string, unknown>>(due, [subscribers.map(({ name }) => name)])
  const [failure] = rows
  if (!failure) return null

  const { consumer, event_id } = failure
  const event = await eventOf(tx, event_id)
  const again = subscribers.filter(({ name }) => name === consumer)
  const [failed] = event ? await feed(tx, scopeFor, again, [event]) : [expired(failure)]
  const wait = event && waits[failure.attempts]
  const state = failed ? (wait === undefined ? 'dead' : 'waiting') : 'resolved'
  await tx.run(
    `update event_failures set state = $2, attempts = attempts + $3, updated_at = now(), error = coalesce($4, error),
       next_attempt_at = now() + make_interval(secs => $5) where id = $1`,
    [failure.id, state, failed ? 1 : 0, failed ? textOf(failed.error) : null, failed ? (wait ?? null) : null],
  )
  if (state === 'dead') await announceDeath(tx, failure, event)
  return { consumer, event_id, state, ...(failed && { error: failed.error }) }
}

const expired = ({ consumer, event_id }: Failure): FeedFailure => ({
  consumer,
  event_id,
  error: new Error('The event has expired'),
})

const nobody = { actor: { kind: 'system', id: null }, impersonator_id: null, caused_by: null } as const

async function announceDeath(tx: Transaction, { id, consumer, event_id }: Failure, event?: StoredEvent) {
  // Who cannot take that news either is not told of it for ever.
  if (event?.type === eventFailureDied.type) return
  const by = { ...nobody, tx, request_id: `event-failure-${id}`, origin: { ip: null, user_agent: null } }
  await announce(by, eventFailureDied, {
    subject_id: id,
    company_id: event?.company_id ?? null,
    data: { consumer, event_id },
  })
}

async function eventOf(tx: Transaction, id: number): Promise<StoredEvent | undefined> {
  const { rows } = await tx.run<StoredEvent & Record<string, unknown>>(
    `select ${storedColumns} from events e where e.id = $1`,
    [id],
  )
  return rows[0]
}

function textOf(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return text.replaceAll('\u0000', '').slice(0, 4_000)
}
