import { lazy } from 'react'
import { boot } from '../../../platform/web/client/index.ts'
import type { WebModule, WebRoute } from '../../../platform/web/module.ts'
import { IconKey, IconUsers } from '../../../platform/web/ui/icons.ts'

/** The dialogs "sign in again" and "confirm that it is you", over any page; drawn once by the app. */
export const Prompts = lazy(() => import('./prompts.tsx'))

/** While a super administrator acts as somebody: drawn above every page by the shell. */
export const ImpersonationBar = lazy(() => import('./impersonation-bar.tsx'))

const superAdmin = () => boot.session?.user.is_super_admin === true

/** Proving an address, passwords, one's sessions, and people for administrators. */
const people: readonly WebRoute[] = [
  {
    path: '/verify-email',
    title: 'verify.title',
    access: 'visitor',
    page: () => import('./verify-email.page.tsx'),
  },
  {
    path: '/forgot-password',
    title: 'forgot.title',
    access: 'visitor',
    page: () => import('./forgot-password.page.tsx'),
  },
  {
    path: '/reset-password',
    title: 'reset.title',
    access: 'visitor',
    page: () => import('./reset-password.page.tsx'),
  },
  {
    path: '/change-password',
    title: 'change.title',
    access: 'visitor',
    page: () => import('./change-password.page.tsx'),
  },
  {
    path: '/login-link',
    title: 'login.by_link',
    access: 'visitor',
    page: () => import('./login-link.page.tsx'),
  },
  {
    path: '/account/security',
    title: 'security.title',
    parent: '/account',
    page: () => import('./security.page.tsx'),
  },
  {
    path: '/admin/users',
    title: 'users.title',
    parent: '/admin',
    may: superAdmin,
    page: () => import('./users.page.tsx'),
  },
  {
    path: '/admin/users/$user_id',
    title: 'users.one',
    parent: '/admin/users',
    may: superAdmin,
    page: () => import('./user.page.tsx'),
  },
  {
    path: '/admin/sign-in',
    title: 'sign_in_settings.title',
    parent: '/admin',
    may: superAdmin,
    page: () => import('./sign-in-settings.page.tsx'),
  },
]

/** What the shell draws for this module. */
export const web: WebModule = {
  name: 'identity',
  messages: { en: () => import('./messages.en.ts'), de: () => import('./messages.de.ts') },
  routes: [
    { path: '/login', title: 'login.title', access: 'visitor', page: () => import('./login.page.tsx') },
    {
      path: '/register',
      title: 'register.title',
      access: 'visitor',
      page: () => import('./register.page.tsx'),
    },
    { path: '/logout', title: 'logout.title', access: 'visitor', page: () => import('./logout.page.tsx') },
    {
      path: '/invitation',
      title: 'invitation.title',
      access: 'visitor',
      page: () => import('./invitation.page.tsx'),
    },
    { path: '/account', title: 'account.title', page: () => import('./account.page.tsx') },
    {
      path: '/account/preferences',
      title: 'preferences.title',
      parent: '/account',
      page: () => import('./preferences.page.tsx'),
    },
    { path: '/enrol', title: 'enrol.title', access: 'visitor', page: () => import('./enrol.page.tsx') },
    {
      path: '/account/api-keys',
      title: 'keys.title',
      parent: '/account',
      page: () => import('./api-keys.page.tsx'),
    },
    {
      path: '/account/privacy',
      title: 'privacy.title',
      parent: '/account',
      page: () => import('./privacy.page.tsx'),
    },
    {
      path: '/cancel-erasure',
      title: 'privacy.cancel',
      access: 'visitor',
      page: () => import('./cancel-erasure.page.tsx'),
    },
    {
      path: '/admin/api-keys',
      title: 'keys.all_title',
      parent: '/admin',
      may: superAdmin,
      page: () => import('./all-keys.page.tsx'),
    },
    ...people,
  ],
  menu: [
    {
      path: '/admin/users',
      label: 'users.title',
      icon: IconUsers,
      group: 'administration',
      order: 4,
      may: superAdmin,
    },
    {
      path: '/admin/sign-in',
      label: 'sign_in_settings.title',
      icon: IconKey,
      group: 'administration',
      order: 5,
      may: superAdmin,
    },
    {
      path: '/admin/api-keys',
      label: 'keys.all_menu',
      icon: IconKey,
      group: 'administration',
      order: 10,
      may: superAdmin,
    },
  ],
}
