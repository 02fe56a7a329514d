import { declarePermissions } from '../../../platform/contract/permissions.ts'

declarePermissions(
  'identity',
  {
    name: 'api_keys.create',
    label: 'Make API keys for oneself',
    kinds: ['provider', 'customer'],
    defaults: ['Administrator', 'Owner', 'Technician', 'Manager'],
  },
  {
    name: 'tokens.introspect',
    label: 'Check tokens meant for one’s own service',
    kinds: ['machine'],
    defaults: [],
  },
)
