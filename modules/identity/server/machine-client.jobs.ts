import { z } from '../../../platform/contract/schema.ts'
import { inTransaction } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { defineTask } from '../../../platform/jobs/index.ts'
import { byActor, foundationOf } from './foundation.ts'
import { clientTokensIssued } from './machine-client.events.ts'
import { turnKeys } from './signing-key.service.ts'
import { takeUnannounced } from './token.queries.ts'

defineTask({
  name: 'identity.signing_keys',
  label: 'Turn signing keys, count issued tokens',
  input: z.object({}),
  per_company: false,
  cron: '23 * * * *',
  async run({ database }) {
    const foundation = foundationOf(database)
    await turnKeys(foundation)
    await foundation.tokenUsage.flush()
    const visit = { request_id: 'internal-work', origin: { ip: '', user_agent: null } }
    return inTransaction(database, { role: 'portal_identity' }, async (tx) => {
      const by = byActor(tx, visit, { kind: 'system', id: null })
      const counts = await takeUnannounced(tx)
      for (const { id, name, count } of counts)
        await announce(by, clientTokensIssued, { subject_id: id, company_id: null, data: { name, count } })
      return { clients: counts.length }
    })
  },
})
