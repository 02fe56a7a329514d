import { Email, Id, nullable, optional, Text, Time, z } from '../../../platform/contract/schema.ts'
import { PersonRef, Ref, statusKinds } from './item.ts'
import { EntryDelivery } from './mail.ts'

/** Somebody who is meant: exactly one of a login, an entry of the staff directory, or an address; the server checks it. */
export const Whom = z.strictObject({
  user_id: optional(Id),
  staff_member_id: optional(Id),
  email: optional(Email),
  name: optional(Text(160)),
})
export type Whom = z.infer<typeof Whom>

export const bodyFormats = ['markdown', 'html', 'text'] as const
export const BodyFormat = z.enum(bodyFormats)
export type BodyFormat = z.infer<typeof BodyFormat>

export const Attachment = z.object({
  id: Id,
  name: z.string(),
  content_type: z.string(),
  byte_size: z.int(),
})
export type Attachment = z.infer<typeof Attachment>

/** Something that was said. What was removed keeps its place, its author and its time. */
export const Reply = z.object({
  id: Id,
  kind: z.enum(['request', 'reply', 'note', 'auto']),
  is_internal: z.boolean(),
  side: z.enum(['customer', 'staff', 'system']),
  author: PersonRef,
  body_html: z.string(),
  /** What was typed; only for those who may edit it now. */
  body_source: nullable(z.string()),
  body_format: BodyFormat,
  attachments: z.array(Attachment),
  can_edit: z.boolean(),
  edited_at: nullable(Time),
  removed_at: nullable(Time),
  removed_by: nullable(z.string()),
  version: z.int(),
  created_at: Time,
})
export type Reply = z.infer<typeof Reply>

/** A person of a ticket: who asked, who is in copy, and at the desk who follows. */
export const Watcher = z.object({
  id: Id,
  kind: z.enum(['requester', 'cc', 'follower']),
  user_id: nullable(Id),
  staff_member_id: nullable(Id),
  email: nullable(z.string()),
  name: z.string(),
  /** Hears nothing of it by own choice. */
  is_muted: z.boolean(),
})
export type Watcher = z.infer<typeof Watcher>

export const ticketActs = [
  'reply',
  'note',
  'change',
  'take',
  'resolve',
  'reopen',
  'cc',
  'manage',
  'delete',
] as const

const conversation = {
  version: z.int(),
  source: z.string(),
  resolved_at: nullable(Time),
  closed_at: nullable(Time),
  /** The request with which it began, however long ago. */
  description: nullable(Reply),
  /** The newest entries, oldest first; `earlier` counts those before them. */
  replies: z.array(Reply),
  earlier: z.int(),
  /** What this caller may do now. */
  may: z.array(z.enum(ticketActs)),
}

/** How the promises to the customer stand (tickets §4.7). */
export const Clocks = z.object({
  policy_id: nullable(Id),
  started_at: nullable(Time),
  paused_at: nullable(Time),
  first_reply_due_at: nullable(Time),
  first_replied_at: nullable(Time),
  first_reply_mark: nullable(z.enum(['warned', 'breached'])),
  resolve_due_at: nullable(Time),
  resolve_mark: nullable(z.enum(['warned', 'breached'])),
  next_due_at: nullable(Time),
})

/** What the desk's detail has beside a row of its list. */
export const deskFields = {
  ...conversation,
  requester_email: nullable(z.string()),
  requester_staff_member_id: nullable(Id),
  module_slug: nullable(z.string()),
  external_reference: nullable(z.string()),
  /** The system it was imported from. */
  import_source: nullable(z.string()),
  first_replied_at: nullable(Time),
  reopened_count: z.int(),
  sla: Clocks,
  watchers: z.array(Watcher),
  /** What became of the mails about these entries, for each recipient. */
  deliveries: z.array(EntryDelivery),
  /** I hear of it: as requester, in copy, or because I follow. */
  is_watching: z.boolean(),
}

/** A ticket as a customer sees it: an own shape, in which nothing of the desk has a place (tickets §3). */
export const CustomerTicket = z.object({
  id: Id,
  number: z.string(),
  subject: z.string(),
  status_kind: z.enum(statusKinds),
  status_label: z.string(),
  priority: z.string(),
  company: nullable(Ref),
  requester: nullable(PersonRef),
  assignee: nullable(PersonRef),
  category: nullable(Ref),
  reply_count: z.int(),
  attachment_count: z.int(),
  last_reply_side: nullable(z.enum(['customer', 'staff'])),
  is_unread: z.boolean(),
  created_at: Time,
  public_updated_at: Time,
  ...conversation,
  watchers: z.array(Watcher),
  is_watching: z.boolean(),
})
export type CustomerTicket = z.infer<typeof CustomerTicket>
