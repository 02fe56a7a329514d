import { either, provider, user } from '../../../platform/contract/endpoint.ts'
import { registerTopic } from '../../../platform/events/index.ts'

/** The company one works in, and those one looks after: business information, people and what belongs to it. */
registerTopic({
  noun: 'company',
  subject: 'company',
  access: either(provider('companies.view'), user('live.read')),
})
