import { declarePersonalData } from '../../../platform/personal/index.ts'
import { declareRetention, oldRows } from '../../../platform/retention/index.ts'

declarePersonalData(
  {
    table: 'ticket_imports',
    user_column: 'requested_by_user_id',
    role: 'portal_provider',
    exported: [],
    on_erase: { keep: 'it says who did it; the name is gone' },
  },
  {
    table: 'ticket_exports',
    user_column: 'user_id',
    role: 'portal_provider',
    exported: ['format', 'created_at'],
    on_erase: 'delete',
  },
)

declareRetention(
  {
    name: 'tickets.imports',
    module: 'tickets',
    table: 'ticket_imports',
    days: 365,
    bounds: { min: 30, max: 3_650 },
    role: 'portal_provider',
    remove: oldRows('ticket_imports', { where: "status not in ('queued', 'running')" }),
  },
  {
    name: 'tickets.exports',
    module: 'tickets',
    table: 'ticket_exports',
    days: 7,
    bounds: { min: 1, max: 30 },
    role: 'portal_system',
    remove: oldRows('ticket_exports'),
  },
)
