import { z } from '../../../platform/contract/schema.ts'
import { inTransaction, type Transaction } from '../../../platform/database/index.ts'
import { defineTask } from '../../../platform/jobs/index.ts'
import { selectEnding } from './api-key.queries.ts'
import { foundationOf } from './foundation.ts'
import { mailTo } from './letter.ts'
import { keyEndsMail } from './notice.mail.ts'

defineTask({
  name: 'identity.key_expiry_mail',
  label: 'Tell people that their API keys end soon',
  input: z.object({}),
  per_company: false,
  cron: '0 8 * * *',
  async run({ database }) {
    let told = 0
    for (const days of [14, 3]) {
      for (let after: number | null = 0; after !== null; ) {
        const from: number = after
        const done = await inTransaction(database, { role: 'portal_identity' }, (tx) =>
          tellSome(tx, days, from),
        )
        told += done.told
        after = done.last
      }
    }
    return { told }
  },
})

/** At most 200 keys; the same warning is kept once, however often the task runs. */
async function tellSome(tx: Transaction, days: number, afterId: number) {
  const keys = await selectEnding(tx, days, afterId)
  const link = `${foundationOf(tx.database).settings.portal_url}/account/api-keys`
  let told = 0
  for (const key of keys) {
    const once_key = `${key.id}:${days}:${key.expires_at}`
    const id = await mailTo({ tx, request_id: 'internal-work' }, key, keyEndsMail({ ...key, link, once_key }))
    if (id !== null) told++
  }
  return { told, last: keys.length === 200 ? (keys.at(-1)?.id ?? null) : null }
}
