import { z } from '../contract/schema.ts'
import { defineTask } from '../jobs/index.ts'
import { runRetention } from './run.ts'

defineTask({
  name: 'retention.run',
  label: 'Remove what is kept no longer',
  input: z.object({}),
  per_company: false,
  cron: '35 2 * * *',
  timeout_seconds: 2_100,
  run: ({ database, log, signal }) => runRetention(database, { log, signal }),
})
