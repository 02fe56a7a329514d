import { declareRetention, oldRows } from '../retention/index.ts'

declareRetention({
  name: 'limits.windows',
  module: 'platform',
  table: 'rate_windows',
  days: 0,
  bounds: { min: 0, max: 0 },
  role: 'portal_system',
  remove: oldRows('rate_windows', { by: 'ends_at', key: 'key' }),
})
