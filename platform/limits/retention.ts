import { declareRetention } from '../retention/index.ts'

declareRetention({
  name: 'limits.windows',
  module: 'platform',
  table: 'rate_windows',
  days: 0,
  bounds: { min: 0, max: 0 },
  role: 'portal_system',
  async remove(tx, { before, limit }) {
    const { rowCount } = await tx.run(
      `delete from rate_windows where key = any (array(select key from rate_windows
         where ends_at < $1 order by ends_at limit $2))`,
      [before, limit],
    )
    return rowCount ?? 0
  },
})
