import { either, endpoint, member, super_admin } from '../../../platform/contract/endpoint.ts'
import { declareProblems } from '../../../platform/contract/problems.ts'
import {
  Id,
  list,
  nullable,
  optional,
  paging,
  Text,
  Time,
  withDefault,
  z,
} from '../../../platform/contract/schema.ts'
import { IdOrNull, listQuestion } from './list.ts'

/** What a row of a file may say; a mapping names the column for each. */
export const importFields = [
  'external_id',
  'subject',
  'body',
  'company',
  'requester_email',
  'requester_name',
  'status',
  'priority',
  'category',
  'tags',
  'assignee_email',
  'module_slug',
  'external_reference',
  'created_at',
  'updated_at',
  'resolved_at',
  'closed_at',
] as const
export type ImportField = (typeof importFields)[number]

/** `columns`: field → column of the file; the others: their word → our key. */
export const ImportMapping = z.strictObject({
  columns: optional(z.record(Text(40), Text(200))),
  statuses: optional(z.record(Text(100), Text(32))),
  priorities: optional(z.record(Text(100), Text(32))),
  companies: optional(z.record(Text(200), Id)),
  body_format: optional(z.enum(['text', 'markdown', 'html'])),
})
export type ImportMapping = z.infer<typeof ImportMapping>

export const importStates = ['queued', 'running', 'finished', 'failed', 'cancelled'] as const

const ImportProblem = z.object({
  /** Of the file; 1 is the first. */
  line: z.int(),
  field: z.string(),
  code: z.string(),
  /** What the row says there, where that helps. */
  value: optional(z.string()),
  message: z.string(),
})

export const TicketImport = z.object({
  id: Id,
  kind: z.literal('ticket_import'),
  path: z.string(),
  source: z.string(),
  mode: z.enum(['check', 'apply']),
  format: z.enum(['csv', 'json', 'ndjson']),
  status: z.enum(importStates),
  file_name: z.string(),
  mapping: ImportMapping,
  company_id: nullable(Id),
  /** 0–100, of the bytes of the file. */
  progress: z.int(),
  rows_done: z.int(),
  created: z.int(),
  updated: z.int(),
  skipped: z.int(),
  refused: z.int(),
  /** The first 100. */
  problems: z.array(ImportProblem),
  /** Of a check: the first 20 rows as they would be taken. */
  sample: z.array(
    z.object({
      line: z.int(),
      external_id: z.string(),
      subject: z.string(),
      company: nullable(z.string()),
      status: nullable(z.string()),
      requester: nullable(z.string()),
      created_at: nullable(z.string()),
      entries: z.int(),
    }),
  ),
  created_at: Time,
  finished_at: nullable(Time),
})
export type TicketImport = z.infer<typeof TicketImport>

export const TicketExport = z.object({
  id: Id,
  kind: z.literal('ticket_export'),
  status: z.literal('finished'),
  path: z.string(),
  format: z.enum(['csv', 'ndjson']),
  with_replies: z.boolean(),
  /** Where the file is read, as far as its reader may see the tickets then. */
  content_path: z.string(),
  created_at: Time,
})
export type TicketExport = z.infer<typeof TicketExport>

const importId = z.strictObject({ import_id: Id })
const exportId = z.strictObject({ export_id: Id })
const exporter = either(super_admin, member('tickets.view_company'))

export const importsApi = {
  startImport: endpoint({
    method: 'POST',
    path: '/tickets/imports',
    access: super_admin,
    summary: 'Check or import a file of tickets: CSV, JSON or NDJSON; at most 50 MB',
    accepts: ['multipart/form-data'],
    transaction: 'own',
    limit: 'uploads',
    response: { 202: TicketImport },
    location: '/tickets/imports/{id}',
    problems: [
      'import_running',
      'file_too_large',
      'file_type_not_allowed',
      'text_not_utf8',
      'file_empty',
      'extension_mismatch',
      'company_archived',
    ],
  }),
  listImports: endpoint({
    method: 'GET',
    path: '/tickets/imports',
    access: super_admin,
    summary: 'Imports of files, newest first',
    query: z.strictObject({ ...paging, source: optional(Text(40)) }),
    response: { 200: z.object({ items: z.array(TicketImport), next: nullable(z.string()) }) },
  }),
  readImport: endpoint({
    method: 'GET',
    path: '/tickets/imports/:import_id',
    access: super_admin,
    summary: 'How far an import is, and what was wrong with which line',
    params: importId,
    response: { 200: TicketImport },
  }),
  cancelImport: endpoint({
    method: 'DELETE',
    path: '/tickets/imports/:import_id',
    access: super_admin,
    summary: 'Stop an import behind the rows in hand; what was imported stays',
    params: importId,
    response: { 202: TicketImport },
    problems: ['already_finished'],
  }),
  startExport: endpoint({
    method: 'POST',
    path: '/tickets/exports',
    access: exporter,
    summary:
      'Export what a list of tickets finds: as a table, or with all entries, to be imported again; newest first',
    limit: 'exports',
    body: z.strictObject({
      ...listQuestion,
      company_id: optional(list(z.union([Id, IdOrNull]))),
      /** As in the list: at the desk what is assigned to me. */
      mine: optional(z.boolean()),
      /** A saved view; what else is given takes the place of its own. */
      view_id: optional(Id),
      format: withDefault(z.enum(['csv', 'ndjson']), 'csv'),
      with_replies: withDefault(z.boolean(), true),
    }),
    response: { 202: TicketExport },
    location: '/tickets/exports/{id}',
  }),
  readExport: endpoint({
    method: 'GET',
    path: '/tickets/exports/:export_id',
    access: exporter,
    summary: 'An export that the caller asked for',
    params: exportId,
    response: { 200: TicketExport },
  }),
  readExportContent: endpoint({
    method: 'GET',
    path: '/tickets/exports/:export_id/content',
    access: exporter,
    summary: 'The file of an export, read as it is sent',
    navigable: true,
    transaction: 'own',
    limit: 'exports',
    params: exportId,
    response: { 200: null },
  }),
}

declareProblems({
  import_running: [
    409,
    'An import from this source is running',
    'id says which one; wait for it or cancel it.',
  ],
  already_finished: [409, 'This has ended already', 'There is nothing left to stop.'],
})
