import { either, provider, user } from '../../../platform/contract/endpoint.ts'
import { registerTopic } from '../../../platform/events/index.ts'
import { sightOf } from './sight.ts'
import { selectSeen } from './ticket.queries.ts'

registerTopic({
  noun: 'tickets',
  subject: 'ticket',
  access: either(provider('tickets.view'), user('tickets.create')),
  canHear: async (scope, id) => (await selectSeen(scope, sightOf(scope), id)) !== null,
  inPart: (scope) => !sightOf(scope).sees_all,
})
