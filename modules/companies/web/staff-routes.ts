import { boot, hasPermission, isProvider } from '../../../platform/web/client/index.ts'
import type { WebRoute } from '../../../platform/web/module.ts'

const inCompany = () => Boolean(boot.session?.company)

/** Who reads the staff directory, or their own department of it. */
export const seesStaff = () =>
  inCompany() && (hasPermission('staff.view') || hasPermission('staff.view_department'))

/** Who asks for on- and off-boarding in their own company, or approves it there. */
export const boards = () =>
  inCompany() && !isProvider() && (hasPermission('staff.request') || hasPermission('staff.approve'))

const keepsStaff = () => hasPermission('staff.manage') || hasPermission('staff.manage_department')

export const staffRoutes: readonly WebRoute[] = [
  { path: '/staff', title: 'staff.title', may: seesStaff, page: () => import('./staff.page.tsx') },
  {
    path: '/staff/requests',
    title: 'requests.title',
    may: boards,
    page: () => import('./staff-requests.page.tsx'),
  },
  {
    path: '/staff/new',
    title: 'staff.new',
    parent: '/staff',
    may: keepsStaff,
    page: () => import('./staff-new.page.tsx'),
  },
  {
    path: '/staff/import',
    title: 'staff_import.title',
    parent: '/staff',
    may: 'staff.manage',
    page: () => import('./staff-import.page.tsx'),
  },
  {
    path: '/companies/$company_id/staff',
    title: 'staff.title',
    parent: '/companies',
    may: 'staff.view',
    page: () => import('./customer-staff.page.tsx'),
  },
  {
    path: '/staff/$staff_member_id',
    title: 'staff.one',
    parent: '/staff',
    may: seesStaff,
    page: () => import('./staff-member.page.tsx'),
  },
]
