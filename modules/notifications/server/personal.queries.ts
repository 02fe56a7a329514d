import { declarePersonalData } from '../../../platform/personal/index.ts'

const house = { role: 'portal_provider' } as const

declarePersonalData(
  {
    ...house,
    table: 'notifications',
    user_column: 'user_id',
    exported: ['id', 'event_type', 'message', 'link', 'created_at', 'read_at'],
    on_erase: 'delete',
  },
  {
    ...house,
    table: 'notifications',
    user_column: 'created_by_user_id',
    exported: [],
    on_erase: { keep: 'it says who published it; the name is gone' },
  },
  {
    ...house,
    table: 'notification_reads',
    user_column: 'user_id',
    exported: ['notification_id', 'read_at'],
    on_erase: 'delete',
  },
  {
    ...house,
    table: 'notification_preferences',
    user_column: 'user_id',
    exported: ['event_type', 'channel_in_app', 'channel_email', 'channel_sms', 'email_mode'],
    on_erase: 'delete',
  },
  {
    ...house,
    table: 'notification_settings',
    user_column: 'user_id',
    exported: ['time_zone', 'digest', 'digest_time', 'quiet_from', 'quiet_to', 'sms_number'],
    on_erase: 'delete',
  },
  {
    ...house,
    table: 'notification_deliveries',
    user_column: 'user_id',
    exported: ['event_type', 'channel', 'address', 'status', 'created_at', 'sent_at'],
    on_erase: 'delete',
  },
  {
    ...house,
    table: 'notification_digests',
    user_column: 'user_id',
    exported: ['period_start', 'sent_at', 'item_count'],
    on_erase: 'delete',
  },
  {
    ...house,
    table: 'mail_templates',
    user_column: 'updated_by_user_id',
    exported: [],
    on_erase: { keep: 'it says who wrote the text; the name is gone' },
  },
)
