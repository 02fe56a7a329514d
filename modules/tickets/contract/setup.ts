import { endpoint, provider } from '../../../platform/contract/endpoint.ts'
import { declareProblems } from '../../../platform/contract/problems.ts'
import {
  Id,
  nullable,
  optional,
  Page,
  paging,
  Text,
  withDefault,
  z,
} from '../../../platform/contract/schema.ts'
import { tones } from './setup-words.ts'

const Kind = z.enum(['open', 'pending', 'resolved', 'closed'])

export { tones } from './setup-words.ts'

const Tone = z.enum(tones)
const Key = z.string().check(z.regex(/^[a-z][a-z0-9_]{0,31}$/, { error: 'bad_format' }))
const Position = z.int().check(z.gte(1), z.lte(1_000))

export const DeskStatus = z.object({
  key: z.string(),
  label: z.string(),
  /** What customers read. */
  public_label: z.string(),
  kind: Kind,
  color: z.string(),
  position: z.int(),
  pauses_sla: z.boolean(),
  is_default: z.boolean(),
  is_active: z.boolean(),
  /** Being removed: where its tickets go. */
  moving_to: nullable(z.string()),
  version: z.int(),
})
export type DeskStatus = z.infer<typeof DeskStatus>

export const DeskPriority = z.object({
  key: z.string(),
  label: z.string(),
  rank: z.int(),
  color: z.string(),
  /** Customers may choose it. */
  is_public: z.boolean(),
  is_default: z.boolean(),
  is_active: z.boolean(),
  version: z.int(),
})
export type DeskPriority = z.infer<typeof DeskPriority>

export const DeskCategory = z.object({
  id: Id,
  name: z.string(),
  is_public: z.boolean(),
  default_priority: nullable(z.string()),
  position: z.int(),
  is_active: z.boolean(),
  version: z.int(),
})
export type DeskCategory = z.infer<typeof DeskCategory>

export const DeskTag = z.object({
  id: Id,
  slug: z.string(),
  /** Tickets of the caller's customers that have it; 100 at most are counted. */
  tickets: z.int(),
  version: z.int(),
})
export type DeskTag = z.infer<typeof DeskTag>

const Moving = z.object({
  id: nullable(z.string()),
  kind: z.literal('ticket_status_removal'),
  status: z.literal('queued'),
  path: z.string(),
})

const view = provider('tickets.view')
const configure = provider('tickets.configure')
const key = z.strictObject({ key: Key })
const version = { version: optional(z.int()) }
const changeable = ['stale_version', 'last_default']

const statuses = {
  listStatuses: endpoint({
    method: 'GET',
    path: '/tickets/statuses',
    access: view,
    summary: 'Statuses of tickets in their order, at most 30',
    response: { 200: z.object({ items: z.array(DeskStatus) }) },
  }),
  readStatus: endpoint({
    method: 'GET',
    path: '/tickets/statuses/:key',
    access: view,
    summary: 'One status; while it is being removed, where its tickets go',
    params: key,
    response: { 200: DeskStatus },
  }),
  createStatus: endpoint({
    method: 'POST',
    path: '/tickets/statuses',
    access: configure,
    summary: 'Make a status; its key and kind never change',
    body: z.strictObject({
      key: Key,
      label: Text(40),
      public_label: optional(Text(40)),
      kind: Kind,
      color: withDefault(Tone, 'neutral'),
      position: optional(Position),
      pauses_sla: withDefault(z.boolean(), false),
    }),
    response: { 201: DeskStatus },
    location: '/tickets/statuses/{key}',
    problems: ['key_taken'],
  }),
  changeStatus: endpoint({
    method: 'PATCH',
    path: '/tickets/statuses/:key',
    access: configure,
    summary: 'Change labels, colour, place, or whether it pauses promises; position moves it to that place',
    params: key,
    body: z.strictObject({
      label: optional(Text(40)),
      public_label: optional(Text(40)),
      color: optional(Tone),
      position: optional(Position),
      pauses_sla: optional(z.boolean()),
      is_default: optional(z.boolean()),
      is_active: optional(z.boolean()),
      ...version,
    }),
    response: { 200: DeskStatus },
    problems: changeable,
  }),
  deleteStatus: endpoint({
    method: 'DELETE',
    path: '/tickets/statuses/:key',
    access: configure,
    transaction: 'own',
    summary: 'Remove a status; with move_to its tickets go there first, as a job',
    params: key,
    query: z.strictObject({ move_to: optional(Key) }),
    response: { 202: Moving, 204: null },
    problems: ['status_in_use', 'last_default'],
  }),
}

const priorities = {
  listPriorities: endpoint({
    method: 'GET',
    path: '/tickets/priorities',
    access: view,
    summary: 'Priorities by rank, at most 30',
    response: { 200: z.object({ items: z.array(DeskPriority) }) },
  }),
  readPriority: endpoint({
    method: 'GET',
    path: '/tickets/priorities/:key',
    access: view,
    summary: 'One priority',
    params: key,
    response: { 200: DeskPriority },
  }),
  createPriority: endpoint({
    method: 'POST',
    path: '/tickets/priorities',
    access: configure,
    summary: 'Make a priority; its key and rank never change',
    body: z.strictObject({
      key: Key,
      label: Text(40),
      rank: z.int().check(z.gte(1), z.lte(99)),
      color: withDefault(Tone, 'neutral'),
      is_public: withDefault(z.boolean(), true),
    }),
    response: { 201: DeskPriority },
    location: '/tickets/priorities/{key}',
    problems: ['key_taken', 'rank_taken'],
  }),
  changePriority: endpoint({
    method: 'PATCH',
    path: '/tickets/priorities/:key',
    access: configure,
    summary: 'Change a priority',
    params: key,
    body: z.strictObject({
      label: optional(Text(40)),
      color: optional(Tone),
      is_public: optional(z.boolean()),
      is_default: optional(z.boolean()),
      is_active: optional(z.boolean()),
      ...version,
    }),
    response: { 200: DeskPriority },
    problems: changeable,
  }),
  deletePriority: endpoint({
    method: 'DELETE',
    path: '/tickets/priorities/:key',
    access: configure,
    summary: 'Remove a priority that no ticket and no category has',
    params: key,
    response: { 204: null },
    problems: ['priority_in_use', 'last_default'],
  }),
}

const categoryId = z.strictObject({ category_id: Id })
const categories = {
  listCategories: endpoint({
    method: 'GET',
    path: '/tickets/categories',
    access: view,
    summary: 'Categories in their order, switched-off ones too; at most 200',
    response: { 200: z.object({ items: z.array(DeskCategory) }) },
  }),
  readCategory: endpoint({
    method: 'GET',
    path: '/tickets/categories/:category_id',
    access: view,
    summary: 'One category',
    params: categoryId,
    response: { 200: DeskCategory },
  }),
  createCategory: endpoint({
    method: 'POST',
    path: '/tickets/categories',
    access: configure,
    summary: 'Make a category',
    body: z.strictObject({
      name: Text(64),
      is_public: withDefault(z.boolean(), true),
      default_priority: optional(nullable(Key)),
      position: optional(Position),
    }),
    response: { 201: DeskCategory },
    location: '/tickets/categories/{id}',
    problems: ['name_taken'],
  }),
  changeCategory: endpoint({
    method: 'PATCH',
    path: '/tickets/categories/:category_id',
    access: configure,
    summary: 'Change a category; position moves it to that place',
    params: categoryId,
    body: z.strictObject({
      name: optional(Text(64)),
      is_public: optional(z.boolean()),
      default_priority: optional(nullable(Key)),
      position: optional(Position),
      is_active: optional(z.boolean()),
      ...version,
    }),
    response: { 200: DeskCategory },
    problems: ['stale_version', 'name_taken'],
  }),
  deleteCategory: endpoint({
    method: 'DELETE',
    path: '/tickets/categories/:category_id',
    access: configure,
    summary: 'Remove a category that no ticket has',
    params: categoryId,
    response: { 204: null },
    problems: ['category_in_use'],
  }),
}

const tagId = z.strictObject({ tag_id: Id })
const tags = {
  listTags: endpoint({
    method: 'GET',
    path: '/tickets/tags',
    access: view,
    summary: 'Tags by name',
    query: z.strictObject({ ...paging, q: optional(Text(48)), sort: withDefault(z.enum(['slug']), 'slug') }),
    response: { 200: Page(DeskTag) },
  }),
  readTag: endpoint({
    method: 'GET',
    path: '/tickets/tags/:tag_id',
    access: view,
    summary: 'One tag',
    params: tagId,
    response: { 200: DeskTag },
  }),
  createTag: endpoint({
    method: 'POST',
    path: '/tickets/tags',
    access: configure,
    summary: 'Make a tag',
    body: z.strictObject({ slug: Text(60) }),
    response: { 201: DeskTag },
    location: '/tickets/tags/{id}',
    problems: ['slug_taken'],
  }),
  changeTag: endpoint({
    method: 'PATCH',
    path: '/tickets/tags/:tag_id',
    access: configure,
    summary: 'Give a tag another name, on all tickets that have it',
    params: tagId,
    body: z.strictObject({ slug: optional(Text(60)), ...version }),
    response: { 200: DeskTag },
    problems: ['stale_version', 'slug_taken'],
  }),
  deleteTag: endpoint({
    method: 'DELETE',
    path: '/tickets/tags/:tag_id',
    access: configure,
    summary: 'Remove a tag that no ticket has',
    params: tagId,
    response: { 204: null },
    problems: ['tag_in_use'],
  }),
}

export const setupApi = { ...statuses, ...priorities, ...categories, ...tags }

declareProblems({
  key_taken: [409, 'This key exists already', 'Choose another one, or change the thing that has it.'],
  rank_taken: [409, 'Another priority has this rank', 'Choose a number between 1 and 99 that is free.'],
  last_default: [
    409,
    'The desk cannot do without it',
    'It is the default, or the last of its kind. Make another one the default, or add one, first.',
  ],
  status_in_use: [
    409,
    'Tickets have this status',
    'Say with move_to into which status they go, or switch it off.',
  ],
  priority_in_use: [
    409,
    'Tickets or categories have this priority',
    'Switch it off: then nobody chooses it any more.',
  ],
  category_in_use: [409, 'Tickets have this category', 'Switch it off: then nobody chooses it any more.'],
  tag_in_use: [409, 'Tickets have this tag', 'Take it from them first, or give it another name.'],
})
