import { z } from '../../../platform/contract/schema.ts'
import { defineEvent } from '../../../platform/events/index.ts'

export const auditLogExported = defineEvent({
  type: 'audit_log.exported',
  subject: 'audit_log',
  audience: 'provider',
  label: 'Audit log exported',
  data: z.object({ filters: z.record(z.string(), z.unknown()), rows: z.int(), format: z.string() }),
  sample: { filters: { type: ['membership.*'] }, rows: 120, format: 'csv' },
})
