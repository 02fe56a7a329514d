import { Readable } from 'node:stream'
import type { Received } from '../../../platform/contract/endpoint.ts'
import { problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce, findAll, readAll } from '../../../platform/events/index.ts'
import { csvHead, csvRows, type OwnCall, sent } from '../../../platform/http/index.ts'
import type { AuditEntry, auditApi } from '../contract/audit.ts'
import { auditLogExported } from './audit.events.ts'
import { filtersOf } from './audit.filters.ts'
import { present } from './audit.service.ts'

type ExportCall = OwnCall<undefined, NonNullable<typeof auditApi.exportAuditLogs.query>>
type Walked = NonNullable<Awaited<ReturnType<typeof findAll>>>

const mostRows = 100_000
/** Rows read and sent in one transaction. */
const piece = 500

/**
 * The entries of these filters as a file. What fits is found first, and the export itself becomes an event; then the rows
 * are read piece by piece, each in a transaction of its own, in which rights hold anew.
 */
export async function exportAuditLogs(call: ExportCall): Promise<typeof sent> {
  const { sort, locale, format, ...asked } = call.query
  const found = await call.enter(async (scope) => {
    const walked = await findAll(scope, filtersOf(scope, asked), sort, mostRows)
    if (!walked) throw problem('export_too_large', { members: { limit: mostRows } })
    await noteExport(scope, call.query, walked.length)
    return walked
  })
  const read = (walked: Walked) =>
    call.enter(async (scope) => present(scope, await readAll(scope, walked), locale), { read_only: true })
  const { reply } = call.raw
  reply
    .header('content-disposition', `attachment; filename="audit-log.${format}"`)
    .header('cache-control', 'no-store')
    .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8')
  void reply.send(Readable.from(lines(found, format, read)))
  return sent
}

async function noteExport(
  scope: Scope,
  { format, sort: _, locale: __, ...filters }: Received<NonNullable<typeof auditApi.exportAuditLogs.query>>,
  rows: number,
): Promise<void> {
  await announce(scope, auditLogExported, {
    subject_id: null,
    company_id: scope.company_id,
    // Addresses are kept for 90 days only, and entries of the log for good.
    data: { filters: { ...filters, ...(filters.ip !== undefined && { ip: '•••' }) }, rows, format },
  })
}

async function* lines(
  found: Walked,
  format: 'csv' | 'ndjson',
  read: (walked: Walked) => Promise<AuditEntry[]>,
) {
  if (format === 'csv') yield csvHead(columns)
  for (let at = 0; at < found.length; at += piece) {
    const entries = await read(found.slice(at, at + piece))
    yield format === 'csv'
      ? csvRows(columns, entries.map(flat))
      : `${entries.map((one) => JSON.stringify(one)).join('\n')}\n`
  }
}

const columns = {
  id: 'id',
  created_at: 'created_at',
  type: 'type',
  sentence: 'sentence',
  actor_kind: 'actor.kind',
  actor_id: 'actor.id',
  actor: 'actor.name',
  impersonator: 'actor.impersonator.name',
  company_id: 'company.id',
  company: 'company.name',
  subject_type: 'subject.type',
  subject_id: 'subject.id',
  subject: 'subject.name',
  changes: 'changes',
  ip: 'ip',
  user_agent: 'user_agent',
  request_id: 'request_id',
}

/** `role: Member → Owner; status: …` in one cell. */
const flat = (entry: AuditEntry) => ({
  ...entry,
  changes: entry.changes
    .map(({ field, before, after }) => `${field}: ${textOf(before)} → ${textOf(after)}`)
    .join('; '),
})

const textOf = (value: unknown) =>
  value === null ? '–' : typeof value === 'object' ? JSON.stringify(value) : String(value)
