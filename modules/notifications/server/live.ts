import { user } from '../../../platform/contract/endpoint.ts'
import { registerTopic } from '../../../platform/events/index.ts'

/** What is whispered about: somebody's messages or their marks changed. */
export const topicSubject = 'notifications'

registerTopic({ noun: 'notifications', subject: topicSubject, access: user('notifications.read') })
