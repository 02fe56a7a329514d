import { declareRetention } from '../../../platform/retention/index.ts'

declareRetention({
  name: 'webhooks.deliveries',
  module: 'integrations',
  table: 'webhook_deliveries',
  days: 30,
  bounds: { min: 7, max: 90 },
  role: 'portal_provider',
  async remove(tx, { before, limit }) {
    const { rowCount } = await tx.run(
      `delete from webhook_deliveries where id = any (array(select id from webhook_deliveries
         where created_at < $1 and status not in ('pending', 'sending') order by created_at limit $2))`,
      [before, limit],
    )
    return rowCount ?? 0
  },
})
