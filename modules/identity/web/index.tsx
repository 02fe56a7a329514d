import { lazy } from 'react'
import type { WebModule } from '../../../platform/web/module.ts'

/** The dialogs "sign in again" and "confirm that it is you", over any page; drawn once by the app. */
export const Prompts = lazy(() => import('./prompts.tsx'))

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
    {
      path: '/account/api-keys',
      title: 'keys.title',
      parent: '/account',
      page: () => import('./api-keys.page.tsx'),
    },
  ],
}
