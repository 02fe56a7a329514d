import type { Config } from '../platform/config.ts'
import { z } from '../platform/contract/schema.ts'
import { openFiles } from '../platform/files/index.ts'
import { defineTask } from '../platform/jobs/index.ts'

let files: ReturnType<typeof openFiles> | null = null

/** Says where stored files are, for the tasks of this process. */
export function openStoredFiles(config: Config): ReturnType<typeof openFiles> {
  files = openFiles({ data_dir: config.data_dir, upload_max_bytes: config.upload_max_bytes })
  return files
}

defineTask({
  name: 'platform.file_sweep',
  label: 'Remove bytes that no file refers to',
  input: z.object({}),
  per_company: false,
  cron: '20 3 * * *',
  run: async ({ database }) => {
    await files?.sweep(database)
  },
})
