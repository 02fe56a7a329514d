import { endpoint, provider } from '../../../platform/contract/endpoint.ts'
import { declareProblems } from '../../../platform/contract/problems.ts'
import {
  Id,
  nullable,
  optional,
  Page,
  paging,
  RichText,
  Time,
  withDefault,
  z,
} from '../../../platform/contract/schema.ts'
import { Attachment, Reply } from './detail.ts'
import { author, reader } from './who.ts'

const ticketId = z.strictObject({ ticket_id: Id })
const replyId = z.strictObject({ ticket_id: Id, reply_id: Id })

/** A file of a ticket, and on which entry it hangs. */
export const TicketFile = z.extend(Attachment, { reply_id: Id, is_internal: z.boolean() })
export type TicketFile = z.infer<typeof TicketFile>

/** What was said in a ticket, and what hangs on it. */
export const entriesApi = {
  listReplies: endpoint({
    method: 'GET',
    path: '/tickets/:ticket_id/replies',
    access: reader,
    summary: 'Entries of a ticket before or after one of them, oldest first inside a page',
    params: ticketId,
    query: z.strictObject({
      before: optional(Id),
      after: optional(Id),
      limit: withDefault(z.int().check(z.gte(1), z.lte(100)), 30),
    }),
    response: { 200: z.object({ items: z.array(Reply), earlier: z.int(), later: z.boolean() }) },
  }),
  readReply: endpoint({
    method: 'GET',
    path: '/tickets/:ticket_id/replies/:reply_id',
    access: reader,
    summary: 'One entry of a ticket',
    params: replyId,
    response: { 200: Reply },
  }),
  editReply: endpoint({
    method: 'PATCH',
    path: '/tickets/:ticket_id/replies/:reply_id',
    access: author,
    summary: 'Change an entry: one’s own for some minutes, or with tickets.manage; the earlier text is kept',
    params: replyId,
    body: z.strictObject({ body: RichText(100_000), version: optional(z.int()) }),
    response: { 200: Reply },
    problems: ['too_late', 'stale_version'],
  }),
  removeReply: endpoint({
    method: 'DELETE',
    path: '/tickets/:ticket_id/replies/:reply_id',
    access: author,
    summary: 'Remove text, earlier texts and files of an entry; that it was there stays visible',
    params: replyId,
    response: { 204: null },
    problems: ['too_late'],
  }),
  listReplyVersions: endpoint({
    method: 'GET',
    path: '/tickets/:ticket_id/replies/:reply_id/versions',
    access: provider('tickets.answer'),
    summary: 'What an entry said before it was edited, newest first',
    params: replyId,
    response: {
      200: z.object({
        items: z.array(
          z.object({
            number: z.int(),
            body_html: z.string(),
            replaced_by: nullable(z.string()),
            replaced_at: Time,
          }),
        ),
      }),
    },
  }),
  listAttachments: endpoint({
    method: 'GET',
    path: '/tickets/:ticket_id/attachments',
    access: reader,
    summary: 'All files of a ticket, newest first',
    params: ticketId,
    query: z.strictObject(paging),
    response: { 200: Page(TicketFile) },
  }),
  removeAttachment: endpoint({
    method: 'DELETE',
    path: '/tickets/:ticket_id/attachments/:attachment_id',
    access: provider('tickets.manage'),
    summary: 'Remove a file from a ticket',
    params: z.strictObject({ ticket_id: Id, attachment_id: Id }),
    response: { 204: null },
  }),
}

declareProblems({
  too_late: [
    409,
    'It is too late for this',
    'Own entries can be changed for some minutes only; ask who manages the desk.',
  ],
})
