import type { Cast } from '../portal.ts'
import type { Reply } from './person.ts'

type Write = () => Promise<Reply>

/** One's own marks are nobody else's to be told of (notifications §5, the declared exception). */
export const silentNotifications: Record<string, string> = {
  'notifications.read': 'one’s own mark',
  'notifications.unread': 'as above',
  'notifications.dismiss': 'as above',
  'notifications.acknowledge': 'as above',
}

/** Writes about messages to many. */
export function writesOfNotifications({ ada }: Cast): Record<string, Write> {
  const publish = () => ada.post('/api/notifications', { event_type: 'general', message: 'Hear, hear' })
  const broadcast = async () => `/api/notifications/${(await publish().answers(201)).id}/broadcast`
  return {
    'notifications.publish': publish,
    'notifications.changeBroadcast': async () => ada.patch(await broadcast(), { severity: 'warning' }),
    'notifications.withdraw': async () => ada.delete(await broadcast()),
  }
}
