import { endpoint, provider } from '../../../platform/contract/endpoint.ts'
import { declareProblems } from '../../../platform/contract/problems.ts'
import {
  Id,
  nullable,
  optional,
  Page,
  paging,
  RichText,
  Text,
  withDefault,
  z,
} from '../../../platform/contract/schema.ts'

export const CannedReply = z.object({
  id: Id,
  /** The whole desk has it; else it is the caller's own. */
  is_shared: z.boolean(),
  title: z.string(),
  /** Typed after `/` in the composer. */
  shortcut: z.string(),
  /** Markdown with variables: `{{requester.firstName}}`. */
  body: z.string(),
  category_id: nullable(Id),
  used_count: z.int(),
  is_archived: z.boolean(),
  version: z.int(),
})
export type CannedReply = z.infer<typeof CannedReply>

const Shortcut = z.string().check(
  z.overwrite((text) => text.trim().toLowerCase().replace(/^\//, '')),
  z.regex(/^[a-z0-9][a-z0-9_-]{0,29}$/, { error: 'bad_format' }),
)
const desk = provider('tickets.answer')
const cannedId = z.strictObject({ canned_reply_id: Id })
const problems = ['shortcut_taken', 'forbidden']

export const cannedApi = {
  listCannedReplies: endpoint({
    method: 'GET',
    path: '/tickets/canned-replies',
    access: desk,
    summary: 'Texts that are said often: the desk’s and my own, by title',
    query: z.strictObject({
      ...paging,
      q: optional(Text(100)),
      is_shared: optional(z.boolean()),
      is_archived: withDefault(z.boolean(), false),
      sort: withDefault(z.enum(['title']), 'title'),
    }),
    response: { 200: Page(CannedReply) },
  }),
  readCannedReply: endpoint({
    method: 'GET',
    path: '/tickets/canned-replies/:canned_reply_id',
    access: desk,
    summary: 'One text, as it was written',
    params: cannedId,
    response: { 200: CannedReply },
  }),
  createCannedReply: endpoint({
    method: 'POST',
    path: '/tickets/canned-replies',
    access: desk,
    summary: 'Keep a text; for the whole desk with tickets.configure',
    body: z.strictObject({
      title: Text(80),
      shortcut: Shortcut,
      body: RichText(20_000),
      category_id: optional(nullable(Id)),
      is_shared: withDefault(z.boolean(), false),
    }),
    response: { 201: CannedReply },
    location: '/tickets/canned-replies/{id}',
    problems,
  }),
  changeCannedReply: endpoint({
    method: 'PATCH',
    path: '/tickets/canned-replies/:canned_reply_id',
    access: desk,
    summary: 'Change a text, or put it away',
    params: cannedId,
    body: z.strictObject({
      title: optional(Text(80)),
      shortcut: optional(Shortcut),
      body: optional(RichText(20_000)),
      category_id: optional(nullable(Id)),
      is_archived: optional(z.boolean()),
      version: optional(z.int()),
    }),
    response: { 200: CannedReply },
    problems: [...problems, 'stale_version'],
  }),
  deleteCannedReply: endpoint({
    method: 'DELETE',
    path: '/tickets/canned-replies/:canned_reply_id',
    access: desk,
    summary: 'Remove a text',
    params: cannedId,
    response: { 204: null },
    problems: ['forbidden'],
  }),
  renderCannedReply: endpoint({
    method: 'POST',
    path: '/tickets/canned-replies/:canned_reply_id/render',
    access: desk,
    summary: 'The text with the values of a ticket; nothing is sent',
    params: cannedId,
    body: z.strictObject({ ticket_id: Id }),
    response: { 200: z.object({ text: z.string(), unknown: z.array(z.string()) }) },
  }),
}

/** Names that a text may hold; nothing internal has one. */
export const cannedVariables = [
  'ticket.number',
  'ticket.subject',
  'ticket.url',
  'ticket.statusLabel',
  'ticket.companyName',
  'requester.firstName',
  'requester.fullName',
  'technician.firstName',
  'technician.fullName',
] as const

declareProblems({
  shortcut_taken: [
    409,
    'This shortcut is taken',
    'Each text of the desk, and each of yours, has one of its own.',
  ],
})
