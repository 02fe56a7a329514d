import { declarePermissions } from '../../../platform/contract/permissions.ts'

declarePermissions(
  'notifications',
  {
    name: 'notifications.manage',
    label: 'See what was delivered',
    kinds: ['provider'],
    defaults: ['Manager'],
  },
  { name: 'notifications.read', label: 'Read one’s own notifications', kinds: ['key'], defaults: [] },
  { name: 'notifications.write', label: 'Mark one’s own notifications', kinds: ['key'], defaults: [] },
)
