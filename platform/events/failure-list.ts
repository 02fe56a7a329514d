import { notFound, problem } from '../contract/problems.ts'
import { Id, type Page, z } from '../contract/schema.ts'
import { pageOf, readCursor, type Scope, withRole } from '../database/index.ts'
import { announce } from './announce.ts'
import { defineEvent } from './registry.ts'

export interface FailureItem {
  id: number
  consumer: string
  event_id: number
  event_type: string | null
  company_id: number | null
  attempts: number
  next_attempt_at: string | null
  error: string
  state: 'waiting' | 'dead' | 'resolved'
  updated_at: string
}

interface FailureFilters {
  limit: number
  after?: string | undefined
  consumer?: string | undefined
  state?: FailureItem['state'] | undefined
}

const data = z.object({ consumer: z.string(), event_id: Id })
const sample = { consumer: 'notifications', event_id: 812 }
const about = { subject: 'event_failure', audience: 'provider', data, sample } as const

const retried = defineEvent({
  ...about,
  type: 'event_failure.retried',
  label: 'An event was handed out again',
})
const dismissed = defineEvent({ ...about, type: 'event_failure.dismissed', label: 'An event was given up' })
/** The last attempt failed too: super administrators are told. */
export const eventFailureDied = defineEvent({
  ...about,
  type: 'event_failure.died',
  label: 'A consumer gave an event up',
})

/** What consumers could not take, the newest first. */
export async function listFailures(
  scope: Scope,
  { limit, after, ...filters }: FailureFilters,
): Promise<Page<FailureItem>> {
  const walk = { sort: '-id', filters }
  const cursor = readCursor(after, walk, 0)
  const values = [filters.consumer ?? null, filters.state ?? null, cursor?.id ?? null, limit + 1]
  const { rows } = await asSystem(scope, () => scope.tx.run<Row>(listing, values))
  return pageOf(
    rows,
    limit,
    walk,
    () => [],
    (row) => row,
  )
}

type Row = FailureItem & Record<string, unknown>
const asSystem = <T>(scope: Scope, work: () => Promise<T>) => withRole(scope, 'portal_system', work)

const columns = `f.id, f.consumer, f.event_id, f.attempts, f.next_attempt_at, f.error, f.state, f.updated_at,
  (select e.type from events e where e.id = f.event_id) as event_type,
  (select e.company_id from events e where e.id = f.event_id) as company_id`

const listing = `select ${columns} from event_failures f
  where ($1::text is null or f.consumer = $1) and ($2::text is null or f.state = $2) and ($3::bigint is null or f.id < $3)
  order by f.id desc limit $4`

/** Due at once, once more than planned; settled ones are 409 `already_resolved`. */
export async function retryFailure(scope: Scope, id: number): Promise<FailureItem> {
  const row = await settle(scope, id, "state = 'waiting', next_attempt_at = now()")
  await announce(scope, retried, { subject_id: id, company_id: row.company_id, data: facts(row) })
  return row
}

/** The consumer will not have this event; settled ones are 409 `already_resolved`. */
export async function dismissFailure(scope: Scope, id: number): Promise<FailureItem> {
  const row = await settle(scope, id, "state = 'resolved', next_attempt_at = null")
  await announce(scope, dismissed, { subject_id: id, company_id: row.company_id, data: facts(row) })
  return row
}

const facts = ({ consumer, event_id }: FailureItem) => ({ consumer, event_id })

const settle = (scope: Scope, id: number, change: string): Promise<FailureItem> =>
  asSystem(scope, async () => {
    const { rows } = await scope.tx.run<Row>(
      `update event_failures f set ${change}, updated_at = now() where f.id = $1 and f.state <> 'resolved' returning ${columns}`,
      [id],
    )
    if (rows[0]) return rows[0]
    const { rowCount } = await scope.tx.run('select from event_failures where id = $1', [id])
    throw rowCount === 0 ? notFound() : problem('already_resolved')
  })
