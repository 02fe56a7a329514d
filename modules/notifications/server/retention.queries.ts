import { declareRetention, oldRows } from '../../../platform/retention/index.ts'

declareRetention(
  {
    name: 'notifications.rows',
    module: 'notifications',
    table: 'notifications',
    role: 'portal_provider',
    days: 180,
    bounds: { min: 30, max: 1_095 },
    // Unread ones too; messages to many are kept from their end on.
    remove: oldRows('notifications', { where: '(ends_at is null or ends_at < $1)' }),
  },
  {
    name: 'notifications.deliveries',
    module: 'notifications',
    table: 'notification_deliveries',
    role: 'portal_provider',
    days: 90,
    bounds: { min: 14, max: 730 },
    remove: oldRows('notification_deliveries'),
  },
  {
    name: 'notifications.digests',
    module: 'notifications',
    table: 'notification_digests',
    role: 'portal_provider',
    days: 90,
    bounds: { min: 14, max: 730 },
    remove: oldRows('notification_digests', {
      by: 'sent_at',
      where: 'not exists (select from notification_deliveries d where d.digest_id = notification_digests.id)',
    }),
  },
)
