import { boot, hasPermission } from '../../../platform/web/client/index.ts'
import type { MenuEntry, WebModule } from '../../../platform/web/module.ts'
import { IconMail } from '../../../platform/web/ui/icons.ts'
import {
  IconActivityHeartbeat,
  IconCalendarTime,
  IconLayoutDashboard,
  IconListCheck,
  IconPalette,
  IconStack,
} from './icons.ts'

const superAdmin = () => boot.session?.user.is_super_admin === true

const automates = () => ['operations.view', 'tasks.manage', 'webhooks.manage'].some(hasPermission)

const entry = (part: Omit<MenuEntry, 'group' | 'may'>): MenuEntry => ({
  ...part,
  group: 'administration',
  may: superAdmin,
})

/** What the shell draws for this module. */
export const web: WebModule = {
  name: 'operations',
  messages: { en: () => import('./messages.en.ts'), de: () => import('./messages.de.ts') },
  routes: [
    { path: '/admin', title: 'admin.title', may: superAdmin, page: () => import('./admin.page.tsx') },
    {
      path: '/admin/setup',
      title: 'setup.title',
      parent: '/admin',
      may: superAdmin,
      page: () => import('./setup.page.tsx'),
    },
    {
      path: '/admin/outbox',
      title: 'outbox.title',
      parent: '/admin',
      may: superAdmin,
      page: () => import('./outbox.page.tsx'),
    },
    {
      path: '/admin/outbox/$mail_message_id',
      title: 'outbox.one',
      parent: '/admin/outbox',
      may: superAdmin,
      page: () => import('./mail.page.tsx'),
    },
    {
      path: '/admin/branding',
      title: 'branding.title',
      parent: '/admin',
      may: superAdmin,
      page: () => import('./branding.page.tsx'),
    },
    {
      path: '/admin/automation',
      title: 'automation.title',
      parent: '/admin',
      may: automates,
      page: () => import('./automation.page.tsx'),
    },
    {
      path: '/admin/jobs',
      title: 'jobs.title',
      parent: '/admin',
      may: 'operations.view',
      page: () => import('./jobs.page.tsx'),
    },
    {
      path: '/admin/jobs/$job',
      title: 'jobs.one',
      parent: '/admin/jobs',
      may: 'operations.view',
      page: () => import('./job.page.tsx'),
    },
    {
      path: '/admin/tasks',
      title: 'tasks.title',
      parent: '/admin',
      may: 'tasks.manage',
      page: () => import('./tasks.page.tsx'),
    },
    {
      path: '/admin/tasks/new',
      title: 'tasks.new',
      parent: '/admin/tasks',
      may: 'tasks.manage',
      page: () => import('./new-task.page.tsx'),
    },
    {
      path: '/admin/tasks/$scheduled_task_id',
      title: 'tasks.one',
      parent: '/admin/tasks',
      may: 'tasks.manage',
      page: () => import('./task.page.tsx'),
    },
  ],
  menu: [
    entry({ path: '/admin', label: 'admin.menu', icon: IconLayoutDashboard, order: 0, key: 'a' }),
    entry({ path: '/admin/setup', label: 'setup.title', icon: IconListCheck, order: 1 }),
    entry({ path: '/admin/branding', label: 'branding.title', icon: IconPalette, order: 2 }),
    {
      ...entry({
        path: '/admin/automation',
        label: 'automation.title',
        icon: IconActivityHeartbeat,
        order: 20,
      }),
      may: automates,
    },
    {
      ...entry({ path: '/admin/tasks', label: 'tasks.title', icon: IconCalendarTime, order: 21 }),
      may: 'tasks.manage',
    },
    {
      ...entry({ path: '/admin/jobs', label: 'jobs.title', icon: IconStack, order: 22 }),
      may: 'operations.view',
    },
    entry({ path: '/admin/outbox', label: 'outbox.title', icon: IconMail, order: 3 }),
  ],
  homeCards: [
    { key: 'setup', order: -10, wide: true, may: superAdmin, card: () => import('./setup-card.tsx') },
  ],
}
