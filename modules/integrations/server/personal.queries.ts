import { declarePersonalData } from '../../../platform/personal/index.ts'

declarePersonalData({
  table: 'webhook_endpoints',
  user_column: 'created_by_user_id',
  role: 'portal_provider',
  exported: [],
  on_erase: { keep: 'it says who added it; the name is gone' },
})
