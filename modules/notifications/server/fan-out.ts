import { Id, z } from '../../../platform/contract/schema.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { defineJob, enqueue } from '../../../platform/jobs/index.ts'
import { inHouseScope } from '../../companies/server/index.ts'
import { selectBroadcastFacts } from './broadcast.queries.ts'
import { typeOf } from './catalogue.ts'
import { deliver } from './delivery.service.ts'
import { selectAudience, selectPeople } from './people.queries.ts'

const together = 500
const Batch = z.object({
  notification_id: Id,
  channels: z.array(z.enum(['email', 'sms'])),
  after_user_id: z.int(),
})

/** Deliveries of a message to many, 500 people at a time and in order; each batch asks for the next. */
const fanOutJob = defineJob({
  name: 'notifications.fan_out',
  data: Batch,
  kind: 'database',
  retries: 10,
  retry_delay_seconds: 5,
  expire_seconds: 300,
  concurrency: 1,
  run: ({ data, database, settle }) =>
    inHouseScope(database, { company_id: null }, async (scope) => {
      const next = await deliverBatch(scope, data)
      if (next !== null) await enqueue(scope, fanOutJob, { ...data, after_user_id: next })
      await settle(scope)
    }),
})

export async function deliverToMany(
  scope: Scope,
  { notification_id, channels }: { notification_id: number; channels: readonly ('email' | 'sms')[] },
): Promise<void> {
  await enqueue(scope, fanOutJob, { notification_id, channels: [...channels], after_user_id: 0 })
}

/** Answers where the next batch begins; null at the end. */
async function deliverBatch(
  scope: Scope,
  { notification_id, channels, after_user_id }: z.infer<typeof Batch>,
) {
  const facts = await selectBroadcastFacts(scope, notification_id)
  if (!facts || facts.withdrawn_at !== null) return null
  const ids = await selectAudience(scope, notification_id, after_user_id, together)
  const people = await selectPeople(scope, facts.company_id, ids)
  const rows = ids.map((user_id) => ({ id: notification_id, user_id, email: null, email_name: null }))
  await deliver(scope, { type: typeOf(facts.event_type), facts, rows, people, addresses: [], only: channels })
  return ids.length < together ? null : (ids.at(-1) ?? null)
}
