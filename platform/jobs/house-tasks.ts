import { z } from '../contract/schema.ts'
import { type Database, inTransaction } from '../database/index.ts'
import { keepPartitions } from '../events/index.ts'
import { verifyNow } from './event-verification.ts'
import { defineTask } from './tasks.ts'

const batch = 1_000
const nothing = z.object({})

defineTask({
  name: 'platform.idempotency_sweep',
  label: 'Forget the answers kept for repeated requests',
  input: nothing,
  per_company: false,
  cron: '7 * * * *',
  async run({ database, signal }) {
    let deleted = 0
    for (let more = true; more && !signal.aborted; ) {
      const count = await sweepAnswers(database)
      deleted += count
      more = count === batch
    }
    return { deleted }
  },
})

defineTask({
  name: 'events.partitions',
  label: 'Make the event tables of the coming months',
  input: nothing,
  per_company: false,
  cron: '10 0 * * *',
  async run({ database }) {
    return keepPartitions(database)
  },
})

defineTask({
  name: 'events.verify_day',
  label: 'Compare the events of the last day with their seals',
  input: nothing,
  per_company: false,
  cron: '30 3 * * *',
  async run({ database, log, signal }) {
    const to = new Date()
    const from = new Date(to.getTime() - 25 * 3_600_000)
    const { checked, expired, first_bad } = await verifyNow(database, { from, to, log, signal })
    return { checked, expired, first_bad }
  },
})

async function sweepAnswers(database: Database): Promise<number> {
  const { rowCount } = await inTransaction(database, { role: 'portal_system' }, (tx) =>
    tx.run(
      `delete from idempotency_keys where ctid = any (array(
         select ctid from idempotency_keys where created_at < now() - interval '24 hours' limit ${batch}))`,
    ),
  )
  return rowCount ?? 0
}
