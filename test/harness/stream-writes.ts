import { inTransaction } from '../../platform/database/index.ts'
import type { Cast } from '../portal.ts'
import type { Reply } from './person.ts'

type Write = () => Promise<Reply>

/** Writes about the stream of events, jobs and scheduled tasks. */
export function writesOfStream(cast: Cast): Record<string, Write> {
  const { ada } = cast
  return {
    'operations.verifyEvents': () =>
      ada.post('/api/events/verifications', { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' }),
    'operations.retryEventFailure': async () =>
      ada.post(`/api/event-failures/${await failureOf(cast, 'retried')}/retry`),
    'operations.dismissEventFailure': async () =>
      ada.post(`/api/event-failures/${await failureOf(cast, 'dismissed')}/dismiss`),
  }
}

/** An event that a consumer gave up. */
export async function failureOf(cast: Cast, consumer: string): Promise<number> {
  const { rows } = await inTransaction(cast.database, { role: 'portal_system' }, (tx) =>
    tx.run<{ id: number }>(
      `insert into event_failures (consumer, event_id, attempts, error, state)
       select $1, max(id), 6, 'Too much', 'dead' from events returning id`,
      [consumer],
    ),
  )
  return Number(rows[0]?.id)
}
