import { Id, nullable, z } from '../contract/schema.ts'
import { defineEvent } from '../events/index.ts'

const about = { subject: 'list_export', audience: 'company' } as const
const sample = { list: '/api/staff-members', user_id: 7 }
const data = { list: z.string(), user_id: nullable(Id) }

export const exportRequested = defineEvent({
  ...about,
  type: 'list_export.requested',
  label: 'Long list asked for as a file',
  data: z.object(data),
  sample,
})

export const exportReady = defineEvent({
  ...about,
  type: 'list_export.ready',
  label: 'File of a long list ready',
  data: z.object({ ...data, rows: z.int() }),
  sample: { ...sample, rows: 120_000 },
})

export const exportFailed = defineEvent({
  ...about,
  type: 'list_export.failed',
  label: 'File of a long list failed',
  data: z.object({ ...data, problem: z.string() }),
  sample: { ...sample, problem: 'forbidden' },
})
