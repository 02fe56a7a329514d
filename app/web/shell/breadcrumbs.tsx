import { useMatches } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { translateAny } from '../../../platform/web/messages/index.ts'
import type { WebRoute } from '../../../platform/web/module.ts'
import { IconChevronLeft } from '../../../platform/web/ui/icons.ts'
import { Link, onTitle } from '../../../platform/web/ui/index.ts'
import { t } from '../messages.ts'
import { allowed, modules } from '../modules.ts'

const known = new Map(
  modules.flatMap((module) => (module.routes ?? []).map((route) => [route.path, route] as const)),
)

/** Where one is, from the routes' titles; on phones only the way back. */
export function Breadcrumbs() {
  const match = useMatches().at(-1)
  const [title, setTitle] = useState('')
  useEffect(() => onTitle(setTitle), [])
  const path = match?.fullPath.replace(/(.)\/$/, '$1') ?? '/'
  const parents =
    path === '/' ? [] : [{ label: t('home.title'), path: '/' }, ...above(path, match?.params ?? {})]
  const parent = parents.at(-1)
  return (
    <nav aria-label={t('shell.breadcrumbs')} className="mp-crumbs">
      <ol>
        {parents.map((one) => (
          <li key={one.path}>
            <Link to={one.path}>{one.label}</Link>
          </li>
        ))}
        <li aria-current="page">{title}</li>
      </ol>
      {parent && (
        <Link to={parent.path} className="mp-crumbs-back">
          <IconChevronLeft size={18} aria-hidden /> {parent.label}
        </Link>
      )}
    </nav>
  )
}

/** Parents of a route that one may open, the highest first; their parameters are those of the page. */
function above(path: string, params: Record<string, string>): { label: string; path: string }[] {
  const route: WebRoute | undefined = known.get(path)
  const parent = route?.parent ? known.get(route.parent) : undefined
  if (!parent) return []
  const filled = parent.path.replace(/\$(\w+)/g, (_, name: string) => params[name] ?? '')
  const higher = above(parent.path, params)
  return allowed(parent) ? [...higher, { label: translateAny(parent.title), path: filled }] : higher
}
