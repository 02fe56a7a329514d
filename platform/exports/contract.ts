import { client, either, endpoint, user } from '../contract/endpoint.ts'
import { Id, nullable, Time, z } from '../contract/schema.ts'

/** A list that was too long for one answer, as a file (api §4.8). */
export const ListExport = z.object({
  id: Id,
  kind: z.literal('list_export'),
  status: z.enum(['waiting', 'running', 'finished', 'failed']),
  path: z.string(),
  /** `/api/staff-members`: what it is a file of. */
  list: z.string(),
  /** 0–100; null while it is not known how many rows there are. */
  progress: nullable(z.int()),
  rows_done: z.int(),
  rows_total: nullable(z.int()),
  problems: z.array(z.object({ code: z.string(), message: z.string() })),
  /** Where the file is, once it is finished. */
  content_path: nullable(z.string()),
  created_at: Time,
  finished_at: nullable(Time),
  /** Then the file goes. */
  expires_at: Time,
})
export type ListExport = z.infer<typeof ListExport>

const exportId = z.strictObject({ export_id: Id })
// A machine client reads what it asked for itself, whatever its permissions are.
const whoeverAsked = either(user('account.read'), client)

export const exportsApi = {
  readExport: endpoint({
    method: 'GET',
    path: '/exports/:export_id',
    access: whoeverAsked,
    summary: 'How far a file of a long list is; one’s own only',
    params: exportId,
    response: { 200: ListExport },
  }),
  readExportContent: endpoint({
    method: 'GET',
    path: '/exports/:export_id/content',
    access: whoeverAsked,
    summary: 'The file of a long list, while its list may still be read',
    params: exportId,
    transaction: 'own',
    navigable: true,
    limit: 'exports',
    response: { 200: null },
    problems: ['export_not_ready', 'range_not_satisfiable'],
  }),
}
