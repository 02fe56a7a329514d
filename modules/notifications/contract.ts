import { broadcastApi } from './contract/broadcasts.ts'
import { feedApi } from './contract/feed.ts'

export { Broadcast } from './contract/broadcasts.ts'
export { Banner } from './contract/feed.ts'
export { Notification, readStates, severities } from './contract/shapes.ts'

/** The contract of notifications: feed, broadcasts, preferences, deliveries, templates. */
export const notificationsApi = {
  ...feedApi,
  ...broadcastApi,
}
