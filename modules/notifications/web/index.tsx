import { boot, hasPermission } from '../../../platform/web/client/index.ts'
import type { WebModule } from '../../../platform/web/module.ts'
import { IconBell, IconMailForward, IconSpeakerphone, IconTemplate } from './icons.ts'

const superAdmin = () => boot.session?.user.is_super_admin === true
/** Deliveries are the provider's to see. */
const mayManage = () => hasPermission('notifications.manage')

/** What the shell draws for this module. */
export const web: WebModule = {
  name: 'notifications',
  messages: { en: () => import('./messages.en.ts'), de: () => import('./messages.de.ts') },
  routes: [
    { path: '/notifications', title: 'notifications.title', page: () => import('./notifications.page.tsx') },
    {
      path: '/notifications/settings',
      title: 'notifications.settings',
      parent: '/notifications',
      page: () => import('./settings.page.tsx'),
    },
    {
      path: '/admin/alerts',
      title: 'alerts.title',
      parent: '/admin',
      may: superAdmin,
      page: () => import('./alerts.page.tsx'),
    },
    {
      path: '/admin/templates',
      title: 'templates.title',
      parent: '/admin',
      may: superAdmin,
      page: () => import('./templates.page.tsx'),
    },
    {
      path: '/admin/deliveries',
      title: 'deliveries.title',
      parent: '/admin',
      may: mayManage,
      page: () => import('./deliveries.page.tsx'),
    },
  ],
  menu: [
    {
      path: '/notifications',
      label: 'notifications.title',
      icon: IconBell,
      group: 'me',
      order: 5,
      key: 'n',
    },
    {
      path: '/admin/alerts',
      label: 'alerts.title',
      icon: IconSpeakerphone,
      group: 'administration',
      order: 20,
      may: superAdmin,
    },
    {
      path: '/admin/templates',
      label: 'templates.title',
      icon: IconTemplate,
      group: 'administration',
      order: 22,
      may: superAdmin,
    },
    {
      path: '/admin/deliveries',
      label: 'deliveries.title',
      icon: IconMailForward,
      group: 'administration',
      order: 21,
      may: mayManage,
    },
  ],
  headerParts: [{ key: 'bell', part: () => import('./bell.tsx') }],
  barParts: [{ key: 'banners', part: () => import('./banners.tsx') }],
}
