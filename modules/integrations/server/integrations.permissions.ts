import { declarePermissions } from '../../../platform/contract/permissions.ts'

declarePermissions('integrations', {
  name: 'webhooks.manage',
  label: 'Manage webhooks',
  kinds: ['provider'],
  defaults: ['Manager'],
})
