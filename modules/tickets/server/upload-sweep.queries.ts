import { z } from '../../../platform/contract/schema.ts'
import { inTransaction } from '../../../platform/database/index.ts'
import { defineTask } from '../../../platform/jobs/index.ts'

/** Their rows go here; the bytes go with the portal's own sweep of bytes that no row names. */
defineTask({
  name: 'tickets.upload_sweep',
  label: 'Remove files that were sent but never attached to a ticket',
  input: z.object({}),
  per_company: false,
  cron: '40 * * * *',
  run: async ({ database }) => {
    const { rows } = await inTransaction(database, { role: 'portal_system' }, (tx) =>
      tx.run<{ removed: number }>('select sweep_ticket_uploads() as removed'),
    )
    return { removed: rows[0]?.removed ?? 0 }
  },
})
