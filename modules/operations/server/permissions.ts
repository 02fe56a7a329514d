import { declarePermissions } from '../../../platform/contract/permissions.ts'

/** The rights that this module asks for (events §6). */
declarePermissions(
  'operations',
  {
    name: 'operations.view',
    label: 'See jobs and how the portal runs',
    kinds: ['provider'],
    defaults: ['Manager'],
  },
  { name: 'tasks.manage', label: 'Manage scheduled tasks', kinds: ['provider'], defaults: ['Manager'] },
)
