import { Id, z } from '../../../platform/contract/schema.ts'
import { defineJob } from '../../../platform/jobs/index.ts'
import { failExport, makeExport } from './export-making.ts'

const retries = 3

export const exportJob = defineJob({
  name: 'identity.export',
  data: z.object({ personal_export_id: Id }),
  kind: 'outside',
  retries,
  retry_delay_seconds: 60,
  expire_seconds: 900,
  concurrency: 1,
  async run({ data, database, attempt }) {
    try {
      await makeExport(database, data.personal_export_id)
    } catch (error) {
      if (attempt > retries) await failExport(database, data.personal_export_id)
      throw error
    }
  },
})
