import { boot } from './boot.ts'
import type { SessionAnswer, SessionCompany } from './session-types.ts'

/** Who is signed in; null for visitors. Signing in or out and switching company load the page anew. */
export const useSession = (): SessionAnswer | null => boot.session

/** The signed-in session, for pages that only signed-in people reach. */
export function useSignedIn(): SessionAnswer {
  if (!boot.session) throw new Error('This page needs a session')
  return boot.session
}

/** The company this tab works in. */
export const useCompany = (): SessionCompany | null => boot.session?.company ?? null

/** May the signed-in person do this, where this tab works? Super administrators may everything. */
export function hasPermission(permission: string): boolean {
  const { session } = boot
  if (!session) return false
  return session.user.is_super_admin || session.permissions.includes(permission)
}

/** As `hasPermission`; the server decides in the end. */
export const usePermission = (permission: string): boolean => hasPermission(permission)

/** Works for the provider (the desk), not for a customer. */
export const isProvider = (): boolean => boot.session?.company?.kind === 'provider'

/** First and last name, else the e-mail address. */
export const fullName = (user: { first_name: string; last_name: string; email: string }): string =>
  `${user.first_name} ${user.last_name}`.trim() || user.email
