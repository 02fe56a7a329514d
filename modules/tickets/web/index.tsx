import { boot, hasPermission, isProvider } from '../../../platform/web/client/index.ts'
import type { WebModule } from '../../../platform/web/module.ts'
import { IconSettings, IconTicket } from '../../../platform/web/ui/icons.ts'
import { registerStaffPart } from '../../companies/web/index.tsx'
import { setupRoutes } from './setup-routes.ts'

/** The desk sees its customers' tickets, customers theirs; who belongs nowhere may ask as well. */
const mayRead = () =>
  isProvider()
    ? hasPermission('tickets.view')
    : boot.session?.company == null ||
      hasPermission('tickets.create') ||
      hasPermission('tickets.view_company')

const mayOpen = () =>
  isProvider()
    ? hasPermission('tickets.answer')
    : boot.session?.company == null || hasPermission('tickets.create')

registerStaffPart({
  key: 'tickets',
  order: 30,
  may: () => hasPermission(isProvider() ? 'tickets.view' : 'tickets.view_company'),
  part: () => import('./person-tickets.tsx'),
})

/** What the shell draws for this module. */
export const web: WebModule = {
  name: 'tickets',
  messages: { en: () => import('./messages.en.ts'), de: () => import('./messages.de.ts') },
  routes: [
    { path: '/tickets', title: 'tickets.title', may: mayRead, page: () => import('./tickets.page.tsx') },
    {
      path: '/tickets/new',
      title: 'tickets.new',
      parent: '/tickets',
      may: mayOpen,
      page: () => import('./new-ticket.page.tsx'),
    },
    {
      path: '/tickets/$number',
      title: 'tickets.one',
      parent: '/tickets',
      may: mayRead,
      page: () => import('./ticket.page.tsx'),
    },
    ...setupRoutes,
  ],
  menu: [
    {
      path: '/tickets',
      label: 'tickets.title',
      icon: IconTicket,
      group: 'work',
      order: 10,
      may: mayRead,
      bottom: true,
      key: 't',
    },
    {
      path: '/admin/tickets',
      label: 'desk_setup.menu',
      icon: IconSettings,
      group: 'administration',
      order: 8,
      may: 'tickets.configure',
    },
  ],
  creates: [{ label: 'tickets.new', path: '/tickets/new', icon: IconTicket, may: mayOpen }],
  homeCards: [
    { key: 'waiting-tickets', order: 10, may: mayRead, card: () => import('./waiting-tickets.card.tsx') },
    { key: 'my-tickets', order: 20, may: mayRead, card: () => import('./my-tickets.card.tsx') },
  ],
}
