import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { boot } from '../../platform/web/client/index.ts'
import type { WebRoute } from '../../platform/web/module.ts'
import { Loading } from '../../platform/web/ui/index.ts'
import { allowed, modules } from './modules.ts'
import { FailedPage, ForbiddenPage, MissingPage } from './pages.tsx'
import { Bare } from './shell/bare.tsx'
import { Root } from './shell/root.tsx'
import { Shell } from './shell/shell.tsx'

const home: WebRoute = { path: '/', title: 'home.title', page: () => import('./home.page.tsx') }

/** Every page of the portal. */
export const routes: readonly WebRoute[] = [home, ...modules.flatMap((module) => module.routes ?? [])]

const root = createRootRoute({ component: Root })

/** Where somebody is led who first has to mend their account; nothing else would answer them. */
function onlyPage(): string | null {
  const restriction = boot.session?.session.restriction
  if (restriction === 'enrol_second_factor') return '/enrol'
  return restriction === 'change_password' ? '/change-password' : null
}

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  beforeLoad: ({ location }) => {
    if (boot.needs_first_user) throw redirect({ to: '/register' })
    const only = onlyPage()
    if (only && location.pathname !== only) throw redirect({ to: only })
    if (boot.session) return
    const next = location.href === '/' ? {} : { next: location.href }
    throw redirect({ to: '/login', search: next as never })
  },
})

const bare = createRoute({
  getParentRoute: () => root,
  id: 'bare',
  component: Bare,
  beforeLoad: ({ location }) => {
    if (boot.needs_first_user && location.pathname !== '/register') throw redirect({ to: '/register' })
  },
})

function routeOf(route: WebRoute, parent: typeof shell | typeof bare) {
  const refused = () => <ForbiddenPage {...(typeof route.may === 'string' && { permission: route.may })} />
  return createRoute({
    getParentRoute: () => parent,
    path: route.path,
    component: allowed(route) ? lazyRouteComponent(route.page) : refused,
  })
}

const ofShell = routes.filter((route) => route.access !== 'visitor').map((route) => routeOf(route, shell))
const ofBare = routes.filter((route) => route.access === 'visitor').map((route) => routeOf(route, bare))
const missing = createRoute({ getParentRoute: () => shell, path: '$', component: MissingPage })

export const router = createRouter({
  routeTree: root.addChildren([shell.addChildren([...ofShell, missing]), bare.addChildren(ofBare)]),
  ...(boot.root_path && { basepath: boot.root_path }),
  defaultPreload: false,
  scrollRestoration: true,
  defaultPendingMs: 400,
  defaultPendingComponent: () => (
    <div className="mp-page">
      <Loading />
    </div>
  ),
  defaultErrorComponent: FailedPage,
  defaultNotFoundComponent: MissingPage,
  // Texts only: what a parameter means is the contract's to say, not JSON's.
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => {
    const given = Object.entries(search).filter(([, value]) => value !== undefined && value !== '')
    const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
    return text && `?${text.replaceAll('%2C', ',')}`
  },
})

// After navigation the heading has the focus: screen readers say where one is.
router.subscribe('onRendered', ({ fromLocation, toLocation }) => {
  if (!fromLocation || fromLocation.pathname === toLocation.pathname) return
  const target = document.querySelector<HTMLElement>('main h1') ?? document.getElementById('main')
  target?.focus({ preventScroll: true })
})
