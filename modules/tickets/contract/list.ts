import { either, endpoint, provider, user } from '../../../platform/contract/endpoint.ts'
import { Id, list, Moment, nullable, optional, paging, Text, z } from '../../../platform/contract/schema.ts'
import { CustomerTicketItem, slaStates, statusKinds, TicketItem, ticketSources } from './item.ts'

/** Words of this form; several in one parameter stand between commas (api §4.3). */
const words = (form: string, most = 300) =>
  z.string().check(z.maxLength(most), z.regex(new RegExp(`^(?:${form})(?:,(?:${form}))*$`)))
const id = '[1-9]\\d{0,14}'
export const IdOrNull = words(`${id}|null`)
const Assignee = words(`${id}|me|null`)
const Slug = words('[a-z0-9-]{1,64}')
const Key = words('[a-z][a-z0-9_]{0,31}')

export const listSorts = [
  '-updated_at',
  'updated_at',
  '-created_at',
  'created_at',
  '-priority',
  'next_due_at',
  'needs_answer_since',
  '-public_updated_at',
  'public_updated_at',
  'relevance',
] as const

/** What lists narrow by: all together, and any of what is repeated. */
const listFilters = {
  status: optional(list(Key)),
  status_kind: optional(list(z.enum(statusKinds))),
  priority: optional(list(Key)),
  /** `null`: of people without a company. */
  company_id: optional(list(IdOrNull)),
  category_id: optional(list(IdOrNull)),
  source: optional(list(z.enum(ticketSources))),
  requester_user_id: optional(list(Id)),
  /** Of the directory, with or without a login. */
  requester_staff_member_id: optional(list(Id)),
  /** Ids, `me`, and `null` for nobody. */
  assigned_user_id: optional(list(Assignee)),
  module_slug: optional(list(Slug)),
  /** All of them. */
  tag: optional(list(Text(48), 20)),
  /** I follow it. */
  watching: optional(z.boolean()),
  needs_answer: optional(z.boolean()),
  sla_state: optional(list(z.enum(slaStates))),
  has_attachments: optional(z.boolean()),
  created_from: optional(Moment),
  created_to: optional(Moment),
  updated_from: optional(Moment),
  updated_to: optional(Moment),
  resolved_from: optional(Moment),
  resolved_to: optional(Moment),
  next_due_from: optional(Moment),
  next_due_to: optional(Moment),
  q: optional(Text(200)),
}

/** The filters with an order, as saved views and changes of many keep them; some orders hold only a part. */
export const listQuestion = { ...listFilters, sort: optional(z.enum(listSorts)) }

export const listApi = {
  list: endpoint({
    method: 'GET',
    path: '/tickets',
    access: either(provider('tickets.view'), user('tickets.create')),
    summary: 'Tickets: all of the allowed customers for the desk; the company’s or one’s own for customers',
    query: z.strictObject({
      ...paging,
      ...listQuestion,
      /** At the desk what is assigned to me; for customers what I asked or am in copy of. */
      mine: optional(z.boolean()),
      /** A saved view; what else is given takes the place of its own. */
      view_id: optional(Id),
      count: optional(z.boolean()),
    }),
    response: {
      200: z.object({
        items: z.array(z.union([TicketItem, CustomerTicketItem])),
        next: nullable(z.string()),
        total: optional(z.int()),
        total_capped: optional(z.boolean()),
      }),
    },
    csv: {
      columns: {
        number: 'number',
        subject: 'subject',
        company: 'company.name',
        requester: 'requester.name',
        status: 'status_label',
        priority: 'priority',
        assignee: 'assignee.name',
        category: 'category.name',
        tags: 'tags',
        replies: 'reply_count',
        attachments: 'attachment_count',
        last_reply: 'last_reply_side',
        needs_answer_since: 'needs_answer_since',
        next_due_at: 'next_due_at',
        sla_state: 'sla_state',
        created_at: 'created_at',
        updated_at: 'updated_at',
      },
      members: {
        number: 'number',
        subject: 'subject',
        company: 'company.name',
        requester: 'requester.name',
        status: 'status_label',
        priority: 'priority',
        assignee: 'assignee.name',
        category: 'category.name',
        replies: 'reply_count',
        attachments: 'attachment_count',
        created_at: 'created_at',
        updated_at: 'public_updated_at',
      },
    },
  }),
}
