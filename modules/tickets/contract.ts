import { either, endpoint, owner_or, provider, user } from '../../platform/contract/endpoint.ts'
import { declareProblems } from '../../platform/contract/problems.ts'
import {
  Id,
  list,
  nullable,
  optional,
  RichText,
  Text,
  Time,
  withDefault,
  z,
} from '../../platform/contract/schema.ts'
import { PersonRef, Ref, statusKinds, TicketItem } from './contract/item.ts'
import { listApi } from './contract/list.ts'
import { mailApi } from './contract/mail.ts'
import { settingsApi } from './contract/settings.ts'
import { setupApi } from './contract/setup.ts'
import { viewsApi } from './contract/views.ts'

export { CustomerTicketItem, slaStates, statusKinds, TicketItem, ticketSources } from './contract/item.ts'

export const Attachment = z.object({
  id: Id,
  name: z.string(),
  content_type: z.string(),
  size_bytes: z.int(),
})
export type Attachment = z.infer<typeof Attachment>

export const Reply = z.object({
  id: Id,
  kind: z.enum(['request', 'reply', 'note', 'auto']),
  is_internal: z.boolean(),
  side: z.enum(['customer', 'staff', 'system']),
  author: PersonRef,
  body_html: z.string(),
  attachments: z.array(Attachment),
  created_at: Time,
})
export type Reply = z.infer<typeof Reply>

export const ticketActs = ['reply', 'note', 'change', 'resolve', 'reopen'] as const

export const Ticket = z.extend(TicketItem, {
  version: z.int(),
  source: z.string(),
  resolved_at: nullable(Time),
  closed_at: nullable(Time),
  /** The newest entries, oldest first; `earlier` counts those before them. */
  replies: z.array(Reply),
  earlier: z.int(),
  watchers: z.array(
    z.object({ kind: z.enum(['requester', 'cc', 'follower']), user_id: nullable(Id), name: z.string() }),
  ),
  /** What this caller may do now. */
  may: z.array(z.enum(ticketActs)),
})
export type Ticket = z.infer<typeof Ticket>

const StatusOption = z.object({
  key: z.string(),
  label: z.string(),
  kind: z.enum(statusKinds),
  color: z.string(),
})
const PriorityOption = z.object({ key: z.string(), label: z.string(), rank: z.int(), color: z.string() })

const ticketId = z.strictObject({ ticket_id: Id })
const attachmentId = z.strictObject({ ticket_id: Id, attachment_id: Id })
const reader = owner_or(either(provider('tickets.view'), user('tickets.create')), 'tickets.create')
const author = owner_or(either(provider('tickets.answer'), user('tickets.create')), 'tickets.create')
const desk = provider('tickets.answer')

export const ticketsApi = {
  ...listApi,
  ...mailApi,
  ...settingsApi,
  ...setupApi,
  ...viewsApi,
  open: endpoint({
    method: 'POST',
    path: '/tickets',
    access: either(provider('tickets.answer'), user('tickets.create')),
    summary: 'Open a ticket',
    body: z.strictObject({
      subject: Text(255),
      body: RichText(100_000),
      priority: optional(Text(32)),
      category: optional(Text(64)),
      upload_ids: withDefault(list(Id, 20), []),
      company_id: optional(Id),
      requester_user_id: optional(Id),
      status: optional(Text(32)),
      assigned_user_id: optional(nullable(Id)),
      external_reference: optional(Text(128)),
      is_silent: withDefault(z.boolean(), false),
      is_internal: optional(z.boolean()),
    }),
    response: { 201: z.extend(Ticket, { ignored: z.array(z.string()) }) },
    location: '/tickets/{id}',
    problems: ['company_archived', 'not_enabled'],
  }),
  read: endpoint({
    method: 'GET',
    path: '/tickets/:ticket_id',
    access: reader,
    summary: 'One ticket with its newest entries',
    params: ticketId,
    response: { 200: Ticket },
  }),
  change: endpoint({
    method: 'PATCH',
    path: '/tickets/:ticket_id',
    access: desk,
    summary: 'Change subject, status, priority, category or assignee',
    params: ticketId,
    body: z.strictObject({
      version: optional(z.int()),
      subject: optional(Text(255)),
      status: optional(Text(32)),
      priority: optional(Text(32)),
      category: optional(nullable(Text(64))),
      assigned_user_id: optional(nullable(Id)),
    }),
    response: { 200: Ticket },
    problems: ['stale_version', 'transition_not_allowed'],
  }),
  take: endpoint({
    method: 'POST',
    path: '/tickets/:ticket_id/take',
    access: desk,
    summary: 'Assign an unassigned ticket to me; of two at once, one wins',
    params: ticketId,
    response: { 200: Ticket },
    problems: ['already_taken'],
  }),
  resolve: endpoint({
    method: 'POST',
    path: '/tickets/:ticket_id/resolve',
    access: author,
    summary: 'Say that the matter is solved',
    params: ticketId,
    body: z.strictObject({ comment: optional(RichText(10_000)) }),
    response: { 200: Ticket },
    problems: ['transition_not_allowed'],
  }),
  reopen: endpoint({
    method: 'POST',
    path: '/tickets/:ticket_id/reopen',
    access: author,
    summary: 'Say that it is not solved after all',
    params: ticketId,
    body: z.strictObject({ comment: optional(RichText(10_000)) }),
    response: { 200: Ticket },
    problems: ['transition_not_allowed', 'ticket_closed'],
  }),
  listReplies: endpoint({
    method: 'GET',
    path: '/tickets/:ticket_id/replies',
    access: reader,
    summary: 'Entries of a ticket, oldest first inside a page',
    params: ticketId,
    query: z.strictObject({
      before: optional(Id),
      limit: withDefault(z.int().check(z.gte(1), z.lte(100)), 30),
    }),
    response: { 200: z.object({ items: z.array(Reply), earlier: z.int() }) },
  }),
  reply: endpoint({
    method: 'POST',
    path: '/tickets/:ticket_id/replies',
    access: author,
    summary: 'Answer, or write an internal note that customers never see',
    params: ticketId,
    body: z.strictObject({
      body: RichText(100_000),
      is_internal: withDefault(z.boolean(), false),
      upload_ids: withDefault(list(Id, 20), []),
      status: optional(Text(32)),
      last_seen_reply_id: optional(Id),
      force: withDefault(z.boolean(), false),
    }),
    response: { 201: z.object({ reply: Reply, ticket: Ticket }) },
    location: '/tickets/{ticket.id}/replies/{reply.id}',
    problems: ['newer_replies', 'ticket_closed', 'company_archived'],
  }),
  upload: endpoint({
    method: 'POST',
    path: '/tickets/uploads',
    access: either(provider('tickets.answer'), user('tickets.create')),
    summary: 'Send a file, to be attached by upload_ids; at most 25 MB',
    accepts: ['multipart/form-data'],
    transaction: 'own',
    limit: 'uploads',
    response: { 201: Attachment },
    location: '/tickets/uploads/{id}',
    problems: ['file_too_large', 'file_type_not_allowed', 'file_empty', 'extension_mismatch'],
  }),
  discardUpload: endpoint({
    method: 'DELETE',
    path: '/tickets/uploads/:upload_id',
    access: either(provider('tickets.answer'), user('tickets.create')),
    summary: 'Take back a file that was not attached yet',
    params: z.strictObject({ upload_id: Id }),
    response: { 204: null },
  }),
  download: endpoint({
    method: 'GET',
    path: '/tickets/:ticket_id/attachments/:attachment_id/content',
    access: reader,
    navigable: true,
    transaction: 'own',
    summary: 'The bytes of an attachment',
    params: attachmentId,
    query: z.strictObject({ inline: optional(z.boolean()) }),
    response: { 200: null },
    problems: ['range_not_satisfiable', 'storage_unavailable'],
  }),
  markRead: endpoint({
    method: 'PUT',
    path: '/tickets/:ticket_id/reading',
    access: reader,
    summary: 'I have read up to this entry',
    params: ticketId,
    body: z.strictObject({ last_reply_id: Id }),
    response: { 204: null },
  }),
  options: endpoint({
    method: 'GET',
    path: '/tickets/options',
    access: either(provider('tickets.view'), user('tickets.create')),
    summary: 'Statuses, priorities and categories to choose from; for the desk also assignable people',
    response: {
      200: z.object({
        statuses: z.array(StatusOption),
        priorities: z.array(PriorityOption),
        categories: z.array(Ref),
        assignees: z.array(Ref),
        number_prefix: z.string(),
        max_attachment_bytes: z.int(),
      }),
    },
  }),
}

declareProblems({
  already_taken: [409, 'Somebody took this ticket', 'assignee says who.'],
  newer_replies: [409, 'Somebody wrote meanwhile', 'Read replies, then send again with force.'],
  ticket_closed: [409, 'This ticket is closed', 'Open a new ticket that names this one.'],
})
