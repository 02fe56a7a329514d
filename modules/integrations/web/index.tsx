import { boot } from '../../../platform/web/client/index.ts'
import type { WebModule } from '../../../platform/web/module.ts'
import { IconImport, IconPlug, IconWebhook } from './icons.ts'

const may = 'webhooks.manage'
const superAdmin = () => boot.session?.user.is_super_admin === true

/** What the shell draws for this module. */
export const web: WebModule = {
  name: 'integrations',
  messages: { en: () => import('./messages.en.ts'), de: () => import('./messages.de.ts') },
  routes: [
    {
      path: '/admin/webhooks',
      title: 'webhooks.title',
      parent: '/admin',
      may,
      page: () => import('./webhooks.page.tsx'),
    },
    {
      path: '/admin/webhooks/deliveries',
      title: 'webhooks.deliveries_all',
      parent: '/admin/webhooks',
      may,
      page: () => import('./deliveries.page.tsx'),
    },
    {
      path: '/admin/webhooks/deliveries/$webhook_delivery_id',
      title: 'webhooks.delivery',
      parent: '/admin/webhooks/deliveries',
      may,
      page: () => import('./delivery.page.tsx'),
    },
    {
      path: '/admin/webhooks/inbound',
      title: 'inbound.title',
      parent: '/admin/webhooks',
      may,
      page: () => import('./inbound.page.tsx'),
    },
    {
      path: '/admin/webhooks/inbound/$inbound_webhook_id',
      title: 'inbound.one',
      parent: '/admin/webhooks/inbound',
      may,
      page: () => import('./inbound-one.page.tsx'),
    },
    {
      path: '/admin/webhooks/$webhook_endpoint_id',
      title: 'webhooks.one',
      parent: '/admin/webhooks',
      may,
      page: () => import('./webhook.page.tsx'),
    },
    {
      path: '/admin/tickets/import',
      title: 'import.title',
      parent: '/admin',
      may: superAdmin,
      page: () => import('./ticket-import.page.tsx'),
    },
    {
      path: '/admin/integrations',
      title: 'catalogue.title',
      parent: '/admin',
      may: superAdmin,
      page: () => import('./integrations.page.tsx'),
    },
    {
      path: '/admin/integrations/syncro',
      title: 'syncro.title',
      parent: '/admin/integrations',
      may: superAdmin,
      page: () => import('./syncro.page.tsx'),
    },
  ],
  menu: [
    {
      path: '/admin/tickets/import',
      label: 'import.title',
      icon: IconImport,
      group: 'administration',
      order: 13,
      may: superAdmin,
    },
    {
      path: '/admin/integrations',
      label: 'catalogue.title',
      icon: IconPlug,
      group: 'administration',
      order: 14,
      may: superAdmin,
    },
    {
      path: '/admin/webhooks',
      label: 'webhooks.title',
      icon: IconWebhook,
      group: 'administration',
      order: 12,
      may,
    },
  ],
}
