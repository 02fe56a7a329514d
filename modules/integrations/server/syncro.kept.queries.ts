import { declarePersonalData } from '../../../platform/personal/index.ts'
import { declareRetention, oldRows } from '../../../platform/retention/index.ts'

const acted = (table: string, user_column: string) =>
  ({
    table,
    user_column,
    role: 'portal_provider',
    exported: [],
    on_erase: { keep: 'it says who did it; the name is gone' },
  }) as const

declarePersonalData(
  acted('integration_settings', 'updated_by_user_id'),
  acted('integration_checks', 'requested_by_user_id'),
  acted('sync_runs', 'requested_by_user_id'),
)

declareRetention(
  {
    name: 'integrations.checks',
    module: 'integrations',
    table: 'integration_checks',
    days: 90,
    bounds: { min: 7, max: 365 },
    role: 'portal_provider',
    remove: oldRows('integration_checks', { by: 'started_at' }),
  },
  {
    name: 'integrations.sync_runs',
    module: 'integrations',
    table: 'sync_runs',
    days: 365,
    bounds: { min: 30, max: 3_650 },
    role: 'portal_provider',
    remove: oldRows('sync_runs', { by: 'started_at', where: "status not in ('queued', 'running')" }),
  },
)
