import { both, endpoint } from '../../../platform/contract/endpoint.ts'
import { Id, nullable, Time, z } from '../../../platform/contract/schema.ts'

export const StaffImport = z.object({
  id: Id,
  kind: z.literal('staff_import'),
  path: z.string(),
  company_id: Id,
  mode: z.enum(['check', 'apply']),
  status: z.enum(['waiting', 'running', 'done', 'failed']),
  /** 0–100. */
  progress: z.int(),
  rows_total: nullable(z.int()),
  rows_done: z.int(),
  rows_created: z.int(),
  rows_updated: z.int(),
  rows_skipped: z.int(),
  /** The first 200, by the row of the file; the head is row 1. */
  problems: z.array(z.object({ row: z.int(), field: z.string(), code: z.string(), message: z.string() })),
  created_at: Time,
  finished_at: nullable(Time),
})
export type StaffImport = z.infer<typeof StaffImport>

export const importApi = {
  importStaff: endpoint({
    method: 'POST',
    path: '/staff-members/imports',
    access: both('staff.manage'),
    summary: 'Read a CSV of people: to check it, or to add and complete them; at most 10 MB and 20 000 rows',
    accepts: ['multipart/form-data'],
    transaction: 'own',
    limit: 'uploads',
    response: { 202: StaffImport },
    location: '/staff-members/imports/{id}',
    problems: [
      'file_too_large',
      'file_type_not_allowed',
      'text_not_utf8',
      'file_empty',
      'extension_mismatch',
      'company_archived',
    ],
  }),
  readImport: endpoint({
    method: 'GET',
    path: '/staff-members/imports/:import_id',
    access: both('staff.manage'),
    summary: 'How far an import is, and what was wrong with which row',
    params: z.strictObject({ import_id: Id }),
    response: { 200: StaffImport },
  }),
}
