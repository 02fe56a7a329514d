import { declarePermissions } from '../../../platform/contract/permissions.ts'

declarePermissions(
  'tickets',
  {
    name: 'tickets.create',
    label: 'Open tickets and answer in them',
    kinds: ['customer'],
    defaults: ['Requester', 'Member', 'Administrator', 'Owner'],
  },
  {
    name: 'tickets.view_company',
    label: 'See the company’s tickets',
    kinds: ['customer'],
    defaults: ['Administrator', 'Owner'],
  },
  {
    name: 'tickets.create_for_others',
    label: 'Open tickets for colleagues',
    kinds: ['customer'],
    defaults: ['Administrator', 'Owner'],
  },
  {
    name: 'tickets.view',
    label: 'See the desk',
    kinds: ['provider', 'machine'],
    defaults: ['Technician', 'Manager'],
  },
  {
    name: 'tickets.answer',
    label: 'Work on the desk',
    kinds: ['provider'],
    defaults: ['Technician', 'Manager'],
  },
  {
    name: 'tickets.manage',
    label: 'Move tickets to another company, change others’ entries, held mail',
    kinds: ['provider'],
    elevated: true,
    defaults: ['Manager'],
  },
  {
    name: 'tickets.configure',
    label: 'Set up the desk',
    kinds: ['provider'],
    elevated: true,
    defaults: ['Manager'],
  },
  { name: 'tickets.reports', label: 'Read the desk’s reports', kinds: ['provider'], defaults: ['Manager'] },
)
