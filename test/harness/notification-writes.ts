import { asOwner } from '../../platform/database/index.ts'
import type { Cast } from '../portal.ts'
import type { Reply } from './person.ts'

type Write = () => Promise<Reply>

/** One's own marks are nobody else's to be told of (notifications §5, the declared exception). */
export const silentNotifications: Record<string, string> = {
  'notifications.read': 'one’s own mark',
  'notifications.unread': 'as above',
  'notifications.dismiss': 'as above',
  'notifications.acknowledge': 'as above',
  'notifications.previewTemplate': 'stores nothing',
  'notifications.sendTest': 'a message to oneself',
  'notifications.setSmsNumber': 'needs a gateway: modules/notifications/server/sms.test.ts',
  'notifications.confirmSmsNumber': 'as above',
  'notifications.unsubscribe': 'by a link in a mail: modules/notifications/server/delivery.test.ts',
}

/** Writes about messages to many. */
export function writesOfNotifications({ ada, acme, database }: Cast): Record<string, Write> {
  let turn = 0
  const publish = () => ada.post('/api/notifications', { event_type: 'general', message: 'Hear, hear' })
  const template = async () => {
    await ada.delete('/api/mail-templates/general')
    return ada.put('/api/mail-templates/general', { subject: 'News', text: 'News', html: null, version: 0 })
  }
  const broadcast = async () => `/api/notifications/${(await publish().answers(201)).id}/broadcast`
  return {
    'notifications.publish': publish,
    'notifications.changeBroadcast': async () => ada.patch(await broadcast(), { severity: 'warning' }),
    'notifications.setPreferences': () =>
      acme.olive.put('/api/notifications/preferences', {
        preferences: [{ event_type: 'general', channel_email: ++turn % 2 === 1 }],
      }),
    'notifications.setSettings': () =>
      acme.olive.put('/api/notifications/settings', {
        time_zone: null,
        digest: 'daily',
        digest_time: '08:00',
        digest_weekday: 1,
        quiet_from: null,
        quiet_to: null,
        quiet_days: [(++turn % 7) + 1],
      }),
    'notifications.deleteSmsNumber': async () => {
      await asOwner(database, (client) =>
        client.query(
          `insert into myportal.notification_settings (user_id, sms_number) values ($1, '+61400000123')
           on conflict (user_id) do update set sms_number = excluded.sms_number`,
          [acme.olive.user_id],
        ),
      )
      return acme.olive.delete('/api/notifications/sms-number')
    },
    'notifications.setSmsLimit': () =>
      ada.put('/api/notifications/sms-limit', { sms_daily_limit: 1_000 + ++turn }),
    'notifications.setTemplate': template,
    'notifications.resetTemplate': async () => {
      await template()
      return ada.delete('/api/mail-templates/general')
    },
    'notifications.retryDelivery': async () => {
      const { rows } = await asOwner(database, (client) =>
        client.query<{ id: number }>(
          `insert into myportal.notification_deliveries (notification_id, event_type, address, channel, status)
           values (1, 'general', $1, 'email', 'failed') returning id`,
          [`x.${crypto.randomUUID()}@people.example`],
        ),
      )
      return ada.post(`/api/notification-deliveries/${rows[0]?.id}/retry`)
    },
    'notifications.withdraw': async () => ada.delete(await broadcast()),
  }
}
