import { Readable } from 'node:stream'
import type { Received } from '../../../platform/contract/endpoint.ts'
import { notFound, problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { describeFiles } from '../../../platform/files/index.ts'
import { csvHead, csvRows, type OwnCall, sent } from '../../../platform/http/index.ts'
import type { importsApi, TicketExport } from '../contract/imports.ts'
import * as queries from './export.queries.ts'
import { ticketsExported } from './import.events.ts'
import { sightOf } from './sight.ts'
import { findTickets } from './ticket-list.service.ts'
import { type Filters, refuseForeign } from './ticket-list.wanted.ts'
import { questionOfView } from './view.service.ts'

type Asked = Received<NonNullable<typeof importsApi.startExport.body>>
type ContentCall = OwnCall<NonNullable<typeof importsApi.readExportContent.params>>

/** Tickets read and sent in one transaction. */
const piece = 100

/**
 * Notes what is to be exported. Its file is not kept: it is read as it is sent, piece by piece, in transactions in which
 * the reader's rights hold anew. So it holds what they see, and nothing lies about.
 */
export async function startExport(
  scope: Scope,
  { format, with_replies, ...query }: Asked,
): Promise<TicketExport> {
  if (scope.user_id === null) throw problem('forbidden')
  const row = await queries.insertExport(scope, {
    user_id: scope.user_id,
    format,
    with_replies,
    query: await questionOf(scope, query),
  })
  await announce(scope, ticketsExported, {
    subject_id: row.id,
    company_id: scope.role === 'portal_member' ? scope.company_id : null,
    data: { format, with_replies, company_id: scope.role === 'portal_member' ? scope.company_id : null },
  })
  return present(row)
}

/** What the list would be asked; 422 for what it would refuse. */
async function questionOf(scope: Scope, asked: Omit<Asked, 'format' | 'with_replies'>) {
  const given = { ...asked, company_id: asked.company_id?.map(String), limit: piece }
  refuseForeign(sightOf(scope), given)
  const { view_id, limit: _, ...filters } = given
  return wholeOf(view_id === undefined ? filters : await questionOfView(scope, view_id, filters))
}

/** Some orders hold only a part of what there is; the file has its own, in which nothing moves while it is read. */
function wholeOf({ sort, ...filters }: Filters): queries.ExportQuery {
  const { status = [], status_kind = [], next_due_from = '1970-01-01' } = filters
  if (sort === '-priority' && status.length + status_kind.length === 0)
    return { ...filters, status_kind: ['open', 'pending'] }
  if (sort === 'next_due_at') return { ...filters, next_due_from }
  return sort === 'needs_answer_since' ? { ...filters, needs_answer: true } : filters
}

const present = ({ id, format, with_replies, created_at }: queries.ExportRow): TicketExport => ({
  id,
  kind: 'ticket_export',
  status: 'finished',
  path: `/api/tickets/exports/${id}`,
  content_path: `/api/tickets/exports/${id}/content`,
  format,
  with_replies,
  created_at,
})

export async function readExport(scope: Scope, id: number): Promise<TicketExport> {
  return present(await rowOf(scope, id))
}

async function rowOf(scope: Scope, id: number): Promise<queries.ExportRow> {
  const row = scope.user_id === null ? null : await queries.selectExport(scope, id, scope.user_id)
  if (!row) throw notFound()
  return row
}

/** Sends the file of an export. */
export async function sendExport(call: ContentCall): Promise<typeof sent> {
  const { export_id } = call.params
  const row = await call.enter((scope) => rowOf(scope, export_id), { read_only: true })
  const { reply } = call.raw
  reply
    .header('content-disposition', `attachment; filename="tickets-${row.id}.${row.format}"`)
    .header('cache-control', 'no-store')
    .type(row.format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8')
  void reply.send(Readable.from(lines(row, call)))
  return sent
}

async function* lines(row: queries.ExportRow, call: ContentCall) {
  if (row.format === 'csv') yield csvHead(columns)
  for (let after: string | undefined; ; ) {
    const from = after
    const { text, next } = await call.enter((scope) => pieceOf(scope, row, from), { read_only: true })
    if (text !== '') yield text
    if (next === null) return
    after = next
  }
}

async function pieceOf(scope: Scope, row: queries.ExportRow, after: string | undefined) {
  const page = await findTickets(scope, {
    ...row.query,
    ...(row.query.q === undefined && { sort: '-created_at' as const }),
    limit: piece,
    ...(after !== undefined && { after }),
  })
  const isDesk = sightOf(scope).is_desk
  const ids = page.items.map(({ id }) => id)
  const tickets = ids.length > 0 ? await queries.selectExported(scope, isDesk, ids) : []
  if (row.format === 'csv') {
    const flat = tickets.map((one) => ({ ...one, tags: one.tags?.join(', ') ?? '' }))
    return { text: tickets.length > 0 ? csvRows(columns, flat) : '', next: page.next }
  }
  const whole = await withParts(scope, { tickets, isDesk, withReplies: row.with_replies })
  return { text: whole.map((one) => `${JSON.stringify(one)}\n`).join(''), next: page.next }
}

const columns = Object.fromEntries(
  [
    ...['id', 'subject', 'status', 'priority', 'category', 'company', 'requester_name', 'requester_email'],
    ...['assignee_name', 'assignee_email', 'tags', 'module_slug', 'external_reference', 'reply_count'],
    ...['created_at', 'updated_at', 'resolved_at', 'closed_at'],
  ].map((name) => [name, name]),
)

interface Parts {
  tickets: readonly queries.ExportedTicket[]
  isDesk: boolean
  withReplies: boolean
}

/** Tickets as a file import reads them, with their entries and the names of their files. */
async function withParts(scope: Scope, { tickets, isDesk, withReplies }: Parts) {
  const ids = tickets.map(({ id }) => id)
  const entries = Map.groupBy(await queries.selectEntries(scope, isDesk, ids), ({ ticket_id }) => ticket_id)
  const attached = await queries.selectFiles(scope, isDesk, ids)
  const names = await describeFiles(
    scope,
    attached.map(({ file_id }) => file_id),
  )
  const files = Map.groupBy(attached, ({ reply_id }) => reply_id)
  const cc = Map.groupBy(await queries.selectCopies(scope, ids), ({ ticket_id }) => ticket_id)
  const filesOf = (replyId: number) =>
    (files.get(replyId) ?? []).flatMap(({ file_id }) => {
      const file = names.get(file_id)
      return file ? [{ name: file.name, content_type: file.content_type, byte_size: file.byte_size }] : []
    })
  return tickets.map((ticket) => {
    const own = entries.get(ticket.id) ?? []
    const request = own.find(({ kind }) => kind === 'request')
    const said = withReplies ? own.filter(({ kind }) => kind !== 'request') : []
    const { requester_name, requester_email, assignee_name, assignee_email, company, ...rest } = ticket
    return {
      ...rest,
      company: company === null ? null : { name: company },
      requester: personOf(requester_name, requester_email),
      assignee: personOf(assignee_name, assignee_email),
      cc: (cc.get(ticket.id) ?? []).map(({ name, email }) => ({ name, email })),
      author: request ? personOf(request.author_name, request.author_email) : null,
      body: request?.body ?? '',
      body_format: request?.body_format ?? 'text',
      files: request ? filesOf(request.id) : [],
      entries: said.map((entry) => ({
        id: entry.id,
        kind: entry.kind,
        is_internal: entry.kind === 'note' || entry.kind === 'auto',
        side: entry.side,
        author: personOf(entry.author_name, entry.author_email),
        body: entry.body,
        body_format: entry.body_format,
        created_at: entry.created_at,
        files: filesOf(entry.id),
      })),
    }
  })
}

const personOf = (name: string | null, email: string | null) =>
  name === null && email === null ? null : { name, email }
