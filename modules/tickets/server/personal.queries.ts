import { declarePersonalData, declarePersonalFiles } from '../../../platform/personal/index.ts'

const desk = { role: 'portal_provider' } as const
const acted = (table: string, user_column: string) =>
  ({
    ...desk,
    table,
    user_column,
    exported: [],
    on_erase: { keep: 'it says who did it; the name is gone' },
  }) as const

declarePersonalData(
  {
    ...desk,
    table: 'tickets',
    user_column: 'requester_user_id',
    exported: ['id', 'subject', 'status', 'created_at'],
    on_erase: { blank: `requester_name = 'Former user', requester_email = null` },
  },
  {
    ...desk,
    table: 'ticket_replies',
    user_column: 'author_user_id',
    exported: ['ticket_id', 'kind', 'body_text', 'created_at'],
    on_erase: { blank: `author_name = 'Former user', author_email = null` },
  },
  {
    ...desk,
    table: 'ticket_watchers',
    user_column: 'user_id',
    exported: ['ticket_id', 'kind'],
    on_erase: 'delete',
  },
  acted('ticket_watchers', 'added_by_user_id'),
  acted('tickets', 'assigned_user_id'),
  acted('tickets', 'created_by_user_id'),
  acted('tickets', 'deleted_by_user_id'),
  acted('ticket_replies', 'deleted_by_user_id'),
  {
    ...desk,
    table: 'ticket_canned_replies',
    user_column: 'owner_user_id',
    exported: ['title', 'shortcut', 'body', 'created_at'],
    on_erase: 'delete',
  },
  acted('ticket_reply_versions', 'replaced_by_user_id'),
  { ...desk, table: 'ticket_reads', user_column: 'user_id', exported: ['ticket_id'], on_erase: 'delete' },
  { ...desk, table: 'ticket_uploads', user_column: 'user_id', exported: ['created_at'], on_erase: 'delete' },
)

declarePersonalFiles('ticket')
