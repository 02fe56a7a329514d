import type { Routes } from '../../../platform/http/index.ts'
import { notificationsApi } from '../contract.ts'
import * as log from './delivery-log.service.ts'
import * as preferences from './preference.service.ts'
import * as settings from './settings.service.ts'
import * as limit from './sms-limit.service.ts'
import * as number from './sms-number.service.ts'
import { tell } from './tell.ts'

/** Serves what people choose, and the log of what was delivered. */
export function personalRoutes({ list, route, own }: Routes): void {
  route(notificationsApi.preferences, ({ scope, query }) => preferences.readPreferences(scope, query.locale))
  route(notificationsApi.setPreferences, ({ scope, query, body }) =>
    preferences.setPreferences(scope, body, query.locale),
  )
  route(notificationsApi.settings, ({ scope }) => settings.readSettingsOf(scope))
  route(notificationsApi.setSettings, ({ scope, body }) => settings.setSettings(scope, body))
  route(notificationsApi.sendTest, async ({ scope }) => {
    const people = scope.user_id === null ? [] : [{ user_id: scope.user_id }]
    const message = 'This is a test. If you read it in your mailbox, mail reaches you.'
    const message_de = 'Das ist ein Test. Wenn Sie ihn in Ihrem Postfach lesen, erreichen Sie unsere Mails.'
    const link = '/notifications/settings'
    const [id = 0] = await tell(scope, 'general.test', { people, message, message_de, link })
    return { id }
  })
  own(notificationsApi.setSmsNumber, ({ enter, body }) => number.nameNumber(enter, body.number))
  own(notificationsApi.confirmSmsNumber, ({ enter, body }) => number.confirmNumber(enter, body.code))
  route(notificationsApi.deleteSmsNumber, ({ scope }) => number.forgetNumber(scope))
  route(notificationsApi.smsLimit, ({ scope }) => limit.readSmsLimit(scope))
  route(notificationsApi.setSmsLimit, ({ scope, body }) => limit.setSmsLimit(scope, body.sms_daily_limit))
  list(
    notificationsApi.deliveries,
    ({ scope, query }) => log.listDeliveries(scope, query),
    ({ scope, query }, most) => log.countDeliveries(scope, query, most),
  )
  route(notificationsApi.delivery, ({ scope, params }) => log.readDelivery(scope, params.delivery_id))
  route(notificationsApi.retryDelivery, async ({ scope, params }) => ({
    ...(await log.retryDelivery(scope, params.delivery_id)),
    kind: 'notification_delivery' as const,
    path: `/api/notification-deliveries/${params.delivery_id}`,
  }))
}
