import { Id, z } from '../../platform/contract/schema.ts'
import { openCrypto } from '../../platform/crypto/index.ts'
import { inTransaction } from '../../platform/database/index.ts'
import type { Consumer } from '../../platform/events/index.ts'
import { defineJob, defineTask, enqueue } from '../../platform/jobs/index.ts'

/** What the processes of the crash test seal with. */
export const streamKeys = openCrypto({
  session_secret: 'of the crash test',
  session_secret_previous: [],
  data_key: Buffer.alloc(32, 3).toString('base64'),
  data_key_previous: [],
})

export const effectTables = `create table myportal.effects (kind text not null, event_id bigint not null);
  grant select, insert on myportal.effects to portal_provider`

const job = {
  data: z.object({ event_id: Id }),
  retries: 20,
  retry_delay_seconds: 0,
  // A job of a killed worker is taken up again after this time.
  expire_seconds: 5,
  concurrency: 8,
} as const
const everything = { role: 'portal_provider', all_companies: true } as const
const effect = 'insert into effects (kind, event_id) values ($1, $2)'

const inside = defineJob({
  ...job,
  name: 'test.inside',
  kind: 'database',
  run: ({ data, database, settle }) =>
    inTransaction(database, everything, async (tx) => {
      await tx.run(effect, ['inside', data.event_id])
      await settle({ tx })
    }),
})

const outside = defineJob({
  ...job,
  name: 'test.outside',
  kind: 'outside',
  async run({ data, job_id, signal }) {
    const url = `${process.env.RECEIVER}/${data.event_id}/${job_id}`
    const answer = await fetch(url, { method: 'POST', signal })
    if (!answer.ok) throw new Error(`The receiver said ${answer.status}`)
  },
})

defineTask({
  name: 'test.always_fails',
  label: 'Always fails',
  input: z.object({}),
  per_company: false,
  run: async () => Promise.reject(new Error('Never')),
})

/** Without a unique key on purpose: an event that came twice would be seen. */
export const counting: Consumer = {
  name: 'counting',
  async consume(scope, events) {
    for (const { id } of events) {
      await scope.tx.run(effect, ['consumed', id])
      await enqueue(scope, inside, { event_id: id })
      if (id % 5 === 0) await enqueue(scope, outside, { event_id: id })
    }
  },
}
