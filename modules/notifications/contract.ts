import { broadcastApi } from './contract/broadcasts.ts'
import { deliveriesApi } from './contract/deliveries.ts'
import { feedApi } from './contract/feed.ts'
import { limitsApi } from './contract/limits.ts'
import { preferencesApi } from './contract/preferences.ts'
import { templatesApi } from './contract/templates.ts'
import { unsubscribeApi } from './contract/unsubscribe.ts'

export { Broadcast } from './contract/broadcasts.ts'
export { Delivery, deliveryChannels, deliveryStatuses } from './contract/deliveries.ts'
export { Banner } from './contract/feed.ts'
export { SmsLimit } from './contract/limits.ts'
export { channels, digests, emailModes, NotificationSettings, Preference } from './contract/preferences.ts'
export { Notification, readStates, severities } from './contract/shapes.ts'
export { MailTemplate, mailLanguages } from './contract/templates.ts'

/** The contract of notifications: feed, broadcasts, preferences, deliveries, templates. */
export const notificationsApi = {
  ...feedApi,
  ...broadcastApi,
  ...preferencesApi,
  ...limitsApi,
  ...unsubscribeApi,
  ...deliveriesApi,
  ...templatesApi,
}
