import type { WebRoute } from '../../../platform/web/module.ts'

/** The provider's pages of its customers. */
export const customers: readonly WebRoute[] = [
  {
    path: '/companies',
    title: 'companies.title',
    may: 'companies.view',
    page: () => import('./companies.page.tsx'),
  },
  {
    path: '/companies/new',
    title: 'companies.new',
    parent: '/companies',
    may: 'companies.manage',
    page: () => import('./new-customer.page.tsx'),
  },
  {
    path: '/companies/$company_id',
    title: 'companies.one',
    parent: '/companies',
    may: 'companies.view',
    page: () => import('./customer.page.tsx'),
  },
  {
    path: '/companies/$company_id/people',
    title: 'members.title',
    parent: '/companies',
    may: 'members.view',
    page: () => import('./customer-people.page.tsx'),
  },
]

export const customerParts: readonly WebRoute[] = [
  {
    path: '/companies/variables',
    title: 'placeholders.title',
    parent: '/companies',
    may: 'companies.view',
    page: () => import('./template-variables.page.tsx'),
  },
  {
    path: '/companies/$company_id/domains',
    title: 'domains.title',
    parent: '/companies',
    may: 'companies.view',
    page: () => import('./customer-domains.page.tsx'),
  },
  {
    path: '/companies/$company_id/contacts',
    title: 'contacts.title',
    parent: '/companies',
    may: 'companies.view',
    page: () => import('./customer-contacts.page.tsx'),
  },
  {
    path: '/companies/$company_id/history',
    title: 'companies.history',
    parent: '/companies',
    may: 'audit.view',
    page: () => import('./customer-history.page.tsx'),
  },
]
