import { declarePermissions } from '../../../platform/contract/permissions.ts'

/** Rights in the staff directory (companies §6); staff.approve stands in permissions.ts. */
declarePermissions(
  'companies',
  {
    name: 'staff.view',
    label: 'See the staff directory',
    kinds: ['provider', 'customer'],
    defaults: ['Administrator', 'Owner', 'Technician', 'Manager'],
  },
  {
    name: 'staff.manage',
    label: 'Edit the staff directory',
    kinds: ['provider', 'customer'],
    defaults: ['Administrator', 'Owner', 'Manager'],
  },
  {
    name: 'staff.view_department',
    label: 'See the staff of the own department',
    kinds: ['customer'],
    defaults: [],
  },
  {
    name: 'staff.manage_department',
    label: 'Edit the staff of the own department',
    kinds: ['customer'],
    defaults: [],
  },
  {
    name: 'staff.request',
    label: 'Ask for on- and off-boarding',
    kinds: ['customer'],
    defaults: ['Member', 'Administrator', 'Owner'],
  },
  {
    name: 'staff.process',
    label: 'Carry out on- and off-boarding',
    kinds: ['provider'],
    defaults: ['Technician', 'Manager'],
  },
  {
    name: 'staff.verify',
    label: 'Confirm who is calling',
    kinds: ['provider'],
    defaults: ['Technician', 'Manager'],
  },
)
