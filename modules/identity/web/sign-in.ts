import { useEffect, useState } from 'react'
import type { ApiProblem } from '../../../platform/web/client/index.ts'
import { hrefOf } from '../../../platform/web/client/index.ts'
import { t } from './messages.ts'

/** Browsers drop tabs and line ends out of an address: without them it could name another site. */
const ownPath = /^\/(?![/\\])[^\p{Cc}\\]*$/u

/** Where to go after sign-in: a path of this portal, never another site, nor back to sign-in (identity §4.6). */
export function safeNext(next: unknown): string {
  if (typeof next !== 'string' || next.length > 500 || !ownPath.test(next)) return '/'
  return /^\/(login|register)(?:[/?#]|$)/.test(next) ? '/' : next
}

/** The other way in, with where one was going. */
export const withNext = (path: '/login' | '/register', next: string | undefined): string =>
  safeNext(next) === '/' ? path : `${path}?next=${encodeURIComponent(safeNext(next))}`

/** A full page load: the server writes the new session into the page. */
export const enter = (next: string) => location.assign(hrefOf(next))

/** Counts down after a 429; null when there is no need to wait. */
export function useWait(): { wait: string | null; hold: (problem: ApiProblem) => boolean } {
  const [until, setUntil] = useState(0)
  const [now, setNow] = useState(0)
  const seconds = Math.ceil((until - now) / 1000)
  useEffect(() => {
    if (until <= Date.now()) return
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [until])
  return {
    wait: until > 0 && seconds > 0 ? t('login.wait', { seconds }) : null,
    hold: (problem) => {
      if (problem.status !== 429) return false
      setNow(Date.now())
      setUntil(Date.now() + (problem.retry_after ?? 30) * 1000)
      return true
    },
  }
}

/** Time zone and language of the browser, for a new account. */
export function browserPlace(): { time_zone: string; locale: string } {
  return { time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone, locale: navigator.language }
}
