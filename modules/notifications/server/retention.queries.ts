import { declareRetention } from '../../../platform/retention/index.ts'

declareRetention(
  {
    name: 'notifications.rows',
    module: 'notifications',
    table: 'notifications',
    role: 'portal_provider',
    days: 180,
    bounds: { min: 30, max: 1_095 },
    // Unread ones too; messages to many are kept from their end on.
    async remove(tx, { before, limit }) {
      const { rowCount } = await tx.run(
        `delete from notifications where id = any (array(select id from notifications
           where created_at < $1 and (ends_at is null or ends_at < $1) order by created_at limit $2))`,
        [before, limit],
      )
      return rowCount ?? 0
    },
  },
  {
    name: 'notifications.deliveries',
    module: 'notifications',
    table: 'notification_deliveries',
    role: 'portal_provider',
    days: 90,
    bounds: { min: 14, max: 730 },
    async remove(tx, { before, limit }) {
      const { rowCount } = await tx.run(
        `delete from notification_deliveries where id = any (array(select id from notification_deliveries
           where created_at < $1 order by created_at limit $2))`,
        [before, limit],
      )
      return rowCount ?? 0
    },
  },
)
