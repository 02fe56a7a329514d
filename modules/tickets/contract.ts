import { either, endpoint, provider, super_admin, user } from '../../platform/contract/endpoint.ts'
import { declareProblems } from '../../platform/contract/problems.ts'
import {
  Id,
  list,
  nullable,
  optional,
  RichText,
  Text,
  withDefault,
  z,
} from '../../platform/contract/schema.ts'
import { bulkApi } from './contract/bulk.ts'
import { cannedApi } from './contract/canned.ts'
import { Attachment, BodyFormat, CustomerTicket, deskFields, Reply, Whom } from './contract/detail.ts'
import { entriesApi } from './contract/entries.ts'
import { historyApi } from './contract/history.ts'
import { importsApi } from './contract/imports.ts'
import { Ref, statusKinds, TicketItem } from './contract/item.ts'
import { listApi } from './contract/list.ts'
import { mailApi } from './contract/mail.ts'
import { watchersApi } from './contract/people.ts'
import { settingsApi } from './contract/settings.ts'
import { setupApi } from './contract/setup.ts'
import { slaApi } from './contract/sla.ts'
import { viewsApi } from './contract/views.ts'

export {
  Attachment,
  type BodyFormat,
  CustomerTicket,
  Reply,
  ticketActs,
  Watcher,
  type Whom,
} from './contract/detail.ts'
export type { TicketFile } from './contract/entries.ts'
export { HistoryEntry } from './contract/history.ts'
export {
  type ImportMapping,
  importFields,
  importStates,
  TicketExport,
  TicketImport,
} from './contract/imports.ts'

import { author, reader } from './contract/who.ts'

export { CustomerTicketItem, slaStates, statusKinds, TicketItem, ticketSources } from './contract/item.ts'

/** A ticket as the desk sees it. */
export const DeskTicket = z.extend(TicketItem, deskFields)
export type DeskTicket = z.infer<typeof DeskTicket>

/** The desk's shape, or the customer's own. */
export const Ticket = z.union([DeskTicket, CustomerTicket])
export type Ticket = z.infer<typeof Ticket>

const ignored = { ignored: z.array(z.string()) }
const OpenedTicket = z.union([z.extend(DeskTicket, ignored), z.extend(CustomerTicket, ignored)])

const StatusOption = z.object({
  key: z.string(),
  label: z.string(),
  kind: z.enum(statusKinds),
  color: z.string(),
})
const PriorityOption = z.object({ key: z.string(), label: z.string(), rank: z.int(), color: z.string() })

const ModuleSlug = z.string().check(z.regex(/^[a-z0-9-]{1,64}$/, { error: 'bad_format' }))
const ticketId = z.strictObject({ ticket_id: Id })
const attachmentId = z.strictObject({ ticket_id: Id, attachment_id: Id })
const desk = provider('tickets.answer')

export const ticketsApi = {
  ...entriesApi,
  ...historyApi,
  ...listApi,
  ...mailApi,
  ...settingsApi,
  ...cannedApi,
  ...setupApi,
  ...viewsApi,
  ...watchersApi,
  ...slaApi,
  ...bulkApi,
  ...importsApi,
  open: endpoint({
    method: 'POST',
    path: '/tickets',
    access: either(provider('tickets.answer'), user('tickets.create')),
    summary: 'Open a ticket',
    body: z.strictObject({
      subject: Text(255),
      body: RichText(100_000),
      body_format: withDefault(BodyFormat, 'markdown'),
      priority: optional(Text(32)),
      category_id: optional(nullable(Id)),
      /** The category by its name; who sets up the desk makes a new one by naming it. */
      category: optional(Text(64)),
      upload_ids: withDefault(list(Id, 20), []),
      cc: withDefault(list(Whom, 20), []),
      /** On whose behalf. */
      requester: optional(nullable(Whom)),
      requester_user_id: optional(Id),
      company_id: optional(Id),
      status: optional(Text(32)),
      assigned_user_id: optional(nullable(Id)),
      tags: optional(list(Text(48), 20)),
      module_slug: optional(nullable(ModuleSlug)),
      external_reference: optional(nullable(Text(128))),
      is_silent: withDefault(z.boolean(), false),
      is_internal: optional(z.boolean()),
    }),
    response: { 201: OpenedTicket },
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
    summary: 'Change a ticket; moving it to another company shows its history to other people',
    params: ticketId,
    body: z.strictObject({
      version: optional(z.int()),
      subject: optional(Text(255)),
      status: optional(Text(32)),
      priority: optional(Text(32)),
      category_id: optional(nullable(Id)),
      category: optional(nullable(Text(64))),
      assigned_user_id: optional(nullable(Id)),
      requester: optional(nullable(Whom)),
      tags: optional(list(Text(48), 20)),
      add_tags: optional(list(Text(48), 20)),
      remove_tags: optional(list(Text(48), 20)),
      module_slug: optional(nullable(ModuleSlug)),
      external_reference: optional(nullable(Text(128))),
      /** What is promised; chosen by company unless it is said. */
      sla_policy_id: optional(nullable(Id)),
      /** Moves the ticket with all that was said: tickets.manage, and `confirm`. */
      company_id: optional(Id),
      confirm: optional(z.boolean()),
    }),
    response: { 200: Ticket },
    problems: ['stale_version', 'transition_not_allowed', 'company_archived'],
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
    problems: ['transition_not_allowed', 'company_archived'],
  }),
  reopen: endpoint({
    method: 'POST',
    path: '/tickets/:ticket_id/reopen',
    access: author,
    summary: 'Say that it is not solved after all',
    params: ticketId,
    body: z.strictObject({ comment: optional(RichText(10_000)) }),
    response: { 200: Ticket },
    problems: ['transition_not_allowed', 'ticket_closed', 'company_archived'],
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/tickets/:ticket_id',
    access: super_admin,
    summary: 'Delete a ticket; for 30 days it can be restored',
    params: ticketId,
    response: { 204: null },
  }),
  restore: endpoint({
    method: 'POST',
    path: '/tickets/:ticket_id/restore',
    access: super_admin,
    summary: 'Take a deleted ticket back',
    params: ticketId,
    response: { 200: Ticket },
    problems: ['already_restored'],
  }),
  reply: endpoint({
    method: 'POST',
    path: '/tickets/:ticket_id/replies',
    access: author,
    summary: 'Answer, or write an internal note that customers never see',
    params: ticketId,
    body: z.strictObject({
      body: RichText(100_000),
      body_format: withDefault(BodyFormat, 'markdown'),
      is_internal: withDefault(z.boolean(), false),
      upload_ids: withDefault(list(Id, 20), []),
      status: optional(Text(32)),
      /** Of the ticket as it was read; for who sets the status. */
      version: optional(z.int()),
      /** Further people in copy, from this entry on. */
      cc: withDefault(list(Whom, 20), []),
      last_seen_reply_id: optional(Id),
      force: withDefault(z.boolean(), false),
    }),
    response: { 201: z.object({ reply: Reply, ticket: Ticket, ...ignored }) },
    location: '/tickets/{ticket.id}/replies/{reply.id}',
    problems: [
      'newer_replies',
      'ticket_closed',
      'company_archived',
      'stale_version',
      'transition_not_allowed',
    ],
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
    problems: [
      'file_too_large',
      'file_type_not_allowed',
      'text_not_utf8',
      'file_empty',
      'extension_mismatch',
    ],
  }),
  readUpload: endpoint({
    method: 'GET',
    path: '/tickets/uploads/:upload_id',
    access: either(provider('tickets.answer'), user('tickets.create')),
    summary: 'A file of mine that was not attached yet',
    params: z.strictObject({ upload_id: Id }),
    response: { 200: Attachment },
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
    summary:
      'What may be chosen; for the desk also tags and who may be assigned, in this company if one is named',
    query: z.strictObject({
      company_id: optional(Id),
      /** For a ticket that belongs to no company. */
      no_company: optional(z.boolean()),
    }),
    response: {
      200: z.object({
        statuses: z.array(StatusOption),
        priorities: z.array(PriorityOption),
        categories: z.array(Ref),
        assignees: z.array(Ref),
        /** The 200 most used; for the desk. */
        tags: z.array(z.string()),
        number_prefix: z.string(),
        max_attachment_bytes: z.int(),
      }),
    },
  }),
}

declareProblems({
  already_restored: [409, 'This ticket is not deleted', 'It is there: open it.'],
  already_taken: [409, 'Somebody took this ticket', 'assignee says who.'],
  newer_replies: [409, 'Somebody wrote meanwhile', 'Read replies, then send again with force.'],
  ticket_closed: [409, 'This ticket is closed', 'Open a new ticket that names this one.'],
})
