import { super_admin } from '../../../platform/contract/endpoint.ts'
import { registerTopic } from '../../../platform/events/index.ts'
import { selectImport } from './import-file.queries.ts'

registerTopic({
  noun: 'ticket_imports',
  subject: 'ticket_import',
  access: super_admin,
  canHear: async (scope, id) => (await selectImport(scope, id)) !== null,
})
