import { declarePersonalData } from '../../../platform/personal/index.ts'

declarePersonalData(
  {
    role: 'portal_provider',
    table: 'ticket_views',
    user_column: 'owner_user_id',
    exported: ['name', 'query', 'created_at'],
    on_erase: 'delete',
  },
  {
    role: 'portal_provider',
    table: 'ticket_bulk_changes',
    user_column: 'user_id',
    exported: ['action', 'total', 'created_at'],
    on_erase: 'delete',
  },
)
