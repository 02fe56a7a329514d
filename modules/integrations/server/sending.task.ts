import { z } from '../../../platform/contract/schema.ts'
import { defineTask } from '../../../platform/jobs/index.ts'
import { inHouseScope } from '../../companies/server/index.ts'
import { wakeSending } from './sending.job.ts'
import { cancelOldHeld, selectWithDue } from './sending.queries.ts'

/** Nothing depends on a wake-up that arrives: what is due is found here at the latest. */
defineTask({
  name: 'webhooks.release',
  label: 'Send webhooks that are due, give up what was held too long',
  input: z.object({}),
  per_company: false,
  cron: '* * * * *',
  run: ({ database }) =>
    inHouseScope(database, { company_id: null }, async (scope) => {
      const cancelled = await cancelOldHeld(scope)
      const due = await selectWithDue(scope)
      for (const id of due) await wakeSending(scope, id)
      return { cancelled, endpoints: due.length }
    }),
})
