import { declareRetention, oldRows } from '../../../platform/retention/index.ts'

declareRetention(
  {
    name: 'webhooks.inbound_bodies',
    module: 'integrations',
    table: 'inbound_deliveries',
    days: 14,
    bounds: { min: 1, max: 30 },
    role: 'portal_provider',
    async remove(tx, { before, limit }) {
      const { rowCount } = await tx.run(
        `update inbound_deliveries set body = null where id = any (array(select id from inbound_deliveries
           where received_at < $1 and body is not null order by received_at limit $2))`,
        [before, limit],
      )
      return rowCount ?? 0
    },
  },
  {
    name: 'webhooks.inbound',
    module: 'integrations',
    table: 'inbound_deliveries',
    days: 30,
    bounds: { min: 14, max: 90 },
    role: 'portal_provider',
    remove: oldRows('inbound_deliveries', { by: 'received_at' }),
  },
  {
    name: 'webhooks.deliveries',
    module: 'integrations',
    table: 'webhook_deliveries',
    days: 30,
    bounds: { min: 7, max: 90 },
    role: 'portal_provider',
    remove: oldRows('webhook_deliveries', { where: "status not in ('pending', 'sending')" }),
  },
)
