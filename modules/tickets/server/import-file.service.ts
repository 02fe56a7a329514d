import { invalid, notFound, problem } from '../../../platform/contract/problems.ts'
import { type Page, Text, z } from '../../../platform/contract/schema.ts'
import { cursorAt, readCursor, type Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { Files, ReceivedFile, UploadCall } from '../../../platform/files/index.ts'
import { enqueue } from '../../../platform/jobs/index.ts'
import { requireOpenCompany } from '../../companies/server/index.ts'
import { ImportMapping, type TicketImport } from '../contract/imports.ts'
import { importCancelled, importStarted, toldOf } from './import.events.ts'
import { importFileJob } from './import-file.job.ts'
import * as queries from './import-file.queries.ts'

const mostBytes = 50 * 1_048_576
const Source = Text(40).check(z.regex(/^[a-z0-9][a-z0-9_-]*$/))
const Fields = z.object({
  source: Source,
  mode: z._default(z.enum(['check', 'apply']), 'check'),
  company_id: z.optional(z.coerce.number().check(z.int(), z.gte(1))),
})

/** Takes a file; a job reads it. 409 `import_running` with the id of the one of this source that runs. */
export function startImport(files: Files, call: UploadCall): Promise<TicketImport> {
  const wanted = {
    max_bytes: mostBytes,
    is_own_limit: true,
    accept: ['csv', 'txt', 'json', 'ndjson'] as const,
    fields: ['source', 'mode', 'company_id', 'mapping'],
  }
  return files.take(call, wanted, async (scope, received) => {
    const { source, mode, company_id } = fieldsOf(received)
    if (company_id !== undefined) await requireOpenCompany(scope, company_id, 'company_id')
    const mapping = mappingOf(received) ?? (await queries.selectMapping(scope, source))
    const stored = await files.store(scope, received, { company_id: null, kind: 'ticket_import' })
    const started = await queries.insertImport(scope, {
      source,
      mode,
      mapping,
      format: formatOf(received.name),
      for_company_id: company_id ?? null,
      file_id: stored.id,
      file_name: received.name,
      byte_size: received.size_bytes,
    })
    if (!started) {
      const id = await queries.selectRunning(scope, source)
      throw problem('import_running', { members: { id } })
    }
    await announce(scope, importStarted, toldOf(started))
    await enqueue(scope, importFileJob, { ticket_import_id: started.id })
    return started
  })
}

function fieldsOf({ fields }: ReceivedFile) {
  const parsed = z.safeParse(Fields, fields)
  if (parsed.success) return parsed.data
  const field = String(parsed.error.issues[0]?.path[0] ?? 'source')
  if (fields[field] === undefined) throw invalid(field, 'required', 'This is needed.')
  throw invalid(field, 'bad_format', 'This is none of the possible values.')
}

function mappingOf({ fields }: ReceivedFile): ImportMapping | null {
  if (!fields.mapping) return null
  let given: unknown
  try {
    given = JSON.parse(fields.mapping)
  } catch {
    throw invalid('mapping', 'bad_format', 'This is no JSON.')
  }
  const parsed = z.safeParse(ImportMapping, given)
  if (parsed.success) return parsed.data
  const path = ['mapping', ...(parsed.error.issues[0]?.path ?? [])].map(String).join('.')
  throw invalid(path, 'bad_format', 'This is no possible mapping.')
}

function formatOf(name: string): TicketImport['format'] {
  if (/\.json$/i.test(name)) return 'json'
  return /\.(ndjson|jsonl)$/i.test(name) ? 'ndjson' : 'csv'
}

export async function listImports(
  scope: Scope,
  { limit, after, source }: { limit: number; after?: string | undefined; source?: string | undefined },
): Promise<Page<TicketImport>> {
  const walk = { sort: '-id', filters: { source } }
  const before = readCursor(after, walk, 0)?.id ?? null
  const rows = await queries.selectImports(scope, { before, source: source ?? null, limit: limit + 1 })
  const items = rows.slice(0, limit)
  const last = rows.length > limit ? items.at(-1) : undefined
  return { items, next: last ? cursorAt(walk, [], last.id) : null }
}

export async function readImport(scope: Scope, id: number): Promise<TicketImport> {
  const found = await queries.selectImport(scope, id)
  if (!found) throw notFound()
  return found
}

/**
 * Ends an import behind the rows in hand; one more turn of its job sees to it that what was written is found, also where
 * its worker died, and lets the file go. 409 `already_finished` afterwards.
 */
export async function cancelImport(scope: Scope, id: number): Promise<TicketImport> {
  await readImport(scope, id)
  const over = await queries.endImport(scope, id, 'cancelled')
  if (!over) throw problem('already_finished')
  await announce(scope, importCancelled, toldOf(over.ended))
  await enqueue(scope, importFileJob, { ticket_import_id: id })
  return over.ended
}
