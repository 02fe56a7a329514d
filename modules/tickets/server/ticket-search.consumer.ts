import { z } from '../../../platform/contract/schema.ts'
import type { Database } from '../../../platform/database/index.ts'
import { registerConsumer } from '../../../platform/events/index.ts'
import { defineTask } from '../../../platform/jobs/index.ts'
import { inHouseScope } from '../../companies/server/index.ts'
import { forgetWords, indexTickets, selectBefore } from './ticket-search.index.queries.ts'

/** What changed is found within a batch of events: at most a second after the change (tickets §4.9). */
registerConsumer({
  name: 'tickets.search',
  async consume(scope, events) {
    // An import writes the documents of its page itself.
    const changed = events.filter(
      ({ subject_type, type }) => subject_type === 'ticket' && type !== 'ticket.imported',
    )
    const ids = new Set(changed.map(({ subject_id }) => subject_id).filter((id) => id !== null))
    if (ids.size > 0)
      await indexTickets(
        scope,
        [...ids].sort((a, b) => a - b),
      )
  },
})

defineTask({
  name: 'tickets.search_check',
  label: 'Mend what is searched of tickets, where it differs',
  input: z.object({}),
  per_company: false,
  cron: '10 3 * * *',
  timeout_seconds: 3_600,
  run: ({ database, signal }) => checkSearch(database, signal),
})

const batch = 200

/**
 * Compares every document with its ticket, newest first: what a lost event or a new name left behind is mended. Then
 * words that stand nowhere any more are forgotten.
 */
export async function checkSearch(database: Database, signal?: AbortSignal) {
  const done = { tickets: 0, mended: 0 }
  for (let before = Number.MAX_SAFE_INTEGER; !signal?.aborted; ) {
    const ids = await inHouseScope(database, { company_id: null }, async (scope) => {
      const next = await selectBefore(scope, before, batch)
      if (next.length > 0) done.mended += await indexTickets(scope, next)
      return next
    })
    done.tickets += ids.length
    if (ids.length < batch) break
    before = ids.at(-1) ?? 0
  }
  for (let last: string | null = ''; last !== null && !signal?.aborted; )
    last = await inHouseScope(database, { company_id: null }, (scope) => forgetWords(scope, last ?? ''))
  return done
}
