import { z } from '../../../platform/contract/schema.ts'
import { inTransaction } from '../../../platform/database/index.ts'
import { defineTask } from '../../../platform/jobs/index.ts'
import { deleteEnded } from './challenge.queries.ts'
import { ownSecondFactor } from './second-factor.service.ts'
import { registerSessionPart } from './session-answer.ts'

/** What GET /auth/session says of second factors, and the sweep of what sign-ins leave behind. */
registerSessionPart('second_factor', ownSecondFactor)

const batch = 1_000

defineTask({
  name: 'identity.token_sweep',
  label: 'Forget links and sign-in steps that ended a day ago',
  input: z.object({}),
  per_company: false,
  cron: '23 * * * *',
  async run({ database, signal }) {
    let deleted = 0
    for (let more = true; more && !signal.aborted; ) {
      const count = await inTransaction(database, { role: 'portal_identity' }, (tx) => deleteEnded(tx, batch))
      deleted += count
      more = count === batch
    }
    return { deleted }
  },
})
