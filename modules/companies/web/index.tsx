import { lazy } from 'react'
import { boot, isProvider } from '../../../platform/web/client/index.ts'
import type { WebModule, WebRoute } from '../../../platform/web/module.ts'
import { IconBuilding, IconKey, IconUsers } from '../../../platform/web/ui/icons.ts'
import type { PickerProps } from '../../../platform/web/ui/index.ts'
import { customerParts, customers } from './customer-routes.ts'
import { IconAddressBook, IconBuildingCommunity, IconHistory } from './icons.ts'
import { boards, seesStaff, staffRoutes } from './staff-routes.ts'

export { registerStaffPart, type StaffPart } from './staff-parts.ts'

/** Invites people by e-mail into a company: `<InvitePeople company_id kind />`. */
export const InvitePeople = lazy(() => import('./invite-people.tsx'))

/** Adds a customer, and says when there is one like it already: `<NewCustomerForm onDone />`. */
export const NewCustomerForm = lazy(() => import('./new-customer-form.tsx'))

/** Companies, or customers alone, to choose from: `<Picker load={findCustomers} />`. */
export const findCompanies: PickerProps['load'] = async (q, signal) =>
  (await import('./find-companies.ts')).findCompanies(q, signal)
export const findCustomers: PickerProps['load'] = async (q, signal) =>
  (await import('./find-companies.ts')).findCustomers(q, signal)

/** Narrows a list to one customer: `<CompanyFilter list label />`. */
export const CompanyFilter = lazy(() => import('./company-filter.tsx'))

/** What happened to one thing, or in one company: `<History company_id={4} />`. */
export const History = lazy(() => import('./history.tsx'))

/** Changes of access, as the audit log shows them. */
export const AccessChanges = lazy(() => import('./access-changes.tsx'))

/** Confirms who is calling, beside a thing of theirs: `<CallerConfirmation company_id user_id subject />`. */
export const CallerConfirmation = lazy(() => import('./caller-confirmation.tsx'))

const working = () => Boolean(boot.session?.company)

const own: readonly WebRoute[] = [
  { path: '/company', title: 'company.title', may: 'company.view', page: () => import('./company.page.tsx') },
  {
    path: '/company/members',
    title: 'members.title',
    parent: '/company',
    may: 'members.view',
    page: () => import('./members.page.tsx'),
  },
  {
    path: '/company/roles',
    title: 'roles.title',
    parent: '/company',
    may: 'members.view',
    page: () => import('./roles.page.tsx'),
  },
  { path: '/switch-company', title: 'switch.title', page: () => import('./switch-company.page.tsx') },
  { path: '/invitations', title: 'invitations.title', page: () => import('./invitations.page.tsx') },
]

const superAdmin = () => boot.session?.user.is_super_admin === true

const access: readonly WebRoute[] = [
  {
    path: '/admin/roles',
    title: 'matrix.title',
    parent: '/admin',
    may: superAdmin,
    page: () => import('./roles-admin.page.tsx'),
  },
  {
    path: '/admin/memberships',
    title: 'review.title',
    parent: '/admin',
    may: superAdmin,
    page: () => import('./memberships-admin.page.tsx'),
  },
  {
    path: '/admin/memberships/changes',
    title: 'review.changes',
    parent: '/admin/memberships',
    may: superAdmin,
    page: () => import('./access-changes.page.tsx'),
  },
]

const machines: readonly WebRoute[] = [
  {
    path: '/admin/machine-clients',
    title: 'machines.title',
    parent: '/admin',
    may: superAdmin,
    page: () => import('./machine-clients.page.tsx'),
  },
  {
    path: '/admin/machine-clients/$machine_client_id',
    title: 'machines.one',
    parent: '/admin/machine-clients',
    may: superAdmin,
    page: () => import('./machine-client.page.tsx'),
  },
]

const seesAudit = () => boot.session?.permissions.includes('audit.view') ?? false
const isDesk = () =>
  superAdmin() || (seesAudit() && (boot.session?.permissions.includes('companies.view') ?? false))

const audit: readonly WebRoute[] = [
  {
    path: '/admin/audit',
    title: 'audit.title',
    parent: '/admin',
    may: isDesk,
    page: () => import('./audit.page.tsx'),
  },
  { path: '/audit', title: 'audit.title', may: seesAudit, page: () => import('./audit.page.tsx') },
]

/** What the shell draws for this module. */
export const web: WebModule = {
  name: 'companies',
  messages: { en: () => import('./messages.en.ts'), de: () => import('./messages.de.ts') },
  routes: [...customers, ...customerParts, ...own, ...access, ...machines, ...audit, ...staffRoutes],
  menu: [
    {
      path: '/admin/audit',
      label: 'audit.title',
      icon: IconHistory,
      group: 'administration',
      order: 20,
      may: isDesk,
    },
    {
      path: '/audit',
      label: 'audit.title',
      icon: IconHistory,
      group: 'company',
      order: 69,
      may: () => working() && seesAudit() && !isDesk(),
    },
    {
      path: '/companies',
      label: 'companies.title',
      icon: IconBuildingCommunity,
      group: 'desk',
      order: 50,
      may: 'companies.view',
    },
    {
      path: '/company',
      label: 'company.title',
      icon: IconBuilding,
      group: 'company',
      order: 60,
      may: () => working() && (boot.session?.permissions.includes('company.view') ?? false),
    },
    {
      path: '/company/members',
      label: 'members.title',
      icon: IconUsers,
      group: 'company',
      order: 61,
      may: () => working() && (boot.session?.permissions.includes('members.view') ?? false),
    },
    {
      path: '/admin/roles',
      label: 'matrix.menu',
      icon: IconKey,
      group: 'administration',
      order: 10,
      may: superAdmin,
    },
    {
      path: '/staff',
      label: 'staff.title',
      icon: IconAddressBook,
      group: isProvider() ? 'desk' : 'company',
      order: 62,
      may: seesStaff,
    },
    {
      path: '/staff/requests',
      label: 'requests.title',
      icon: IconAddressBook,
      group: 'company',
      order: 63,
      may: boards,
    },
    {
      path: '/admin/memberships',
      label: 'review.title',
      icon: IconUsers,
      group: 'administration',
      order: 10,
      may: superAdmin,
    },
    {
      path: '/admin/machine-clients',
      label: 'machines.menu',
      icon: IconKey,
      group: 'administration',
      order: 11,
      may: superAdmin,
    },
  ],
  homeCards: [
    { key: 'invitations', order: -20, wide: true, card: () => import('./invitations-card.tsx') },
    {
      key: 'newest_customers',
      order: 40,
      may: 'companies.view',
      card: () => import('./newest-customers-card.tsx'),
    },
  ],
}
