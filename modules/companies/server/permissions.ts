import { declarePermissions } from '../../../platform/contract/permissions.ts'

/** The rights that this module asks for (companies §6). */
declarePermissions(
  'companies',
  {
    name: 'company.view',
    label: 'See business information',
    kinds: ['provider', 'customer'],
    defaults: ['Requester', 'Member', 'Administrator', 'Owner', 'Technician', 'Manager'],
  },
  {
    name: 'company.edit',
    label: 'Edit business information',
    kinds: ['provider', 'customer'],
    defaults: ['Administrator', 'Owner', 'Manager'],
  },
  {
    name: 'companies.view',
    label: 'See allowed companies',
    kinds: ['provider', 'machine'],
    defaults: ['Technician', 'Manager'],
  },
  {
    name: 'companies.manage',
    label: 'Create, edit and archive companies and their domains',
    kinds: ['provider'],
    elevated: true,
    defaults: ['Manager'],
  },
  {
    name: 'members.view',
    label: 'See members',
    kinds: ['provider', 'customer', 'machine'],
    defaults: ['Administrator', 'Owner', 'Technician', 'Manager'],
  },
  {
    name: 'members.manage',
    label: 'Invite, change and remove members',
    kinds: ['provider', 'customer'],
    defaults: ['Administrator', 'Owner', 'Manager'],
  },
  // The one elevated right of customers: it is what an Owner has and an Administrator has not.
  {
    name: 'staff.approve',
    label: 'Approve on- and off-boarding',
    kinds: ['provider', 'customer'],
    elevated: true,
    defaults: ['Owner'],
  },
  {
    name: 'audit.view',
    label: 'See the audit log',
    kinds: ['provider', 'customer'],
    defaults: ['Administrator', 'Owner', 'Manager'],
  },
)
