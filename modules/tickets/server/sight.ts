import { problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'

/** What somebody sees of the desk (tickets §4.1). */
export interface Sight {
  /** Works at the desk: internal notes, staff labels, every allowed customer. */
  is_desk: boolean
  /** Sees every ticket of the scope, not only those where they are requester or CC. */
  sees_all: boolean
  user_id: number | null
}

export function sightOf(scope: Scope): Sight {
  const isDesk = scope.role === 'portal_provider'
  return {
    is_desk: isDesk,
    sees_all: isDesk || (scope.company_ids.length > 0 && holds(scope, 'tickets.view_company')),
    user_id: scope.user_id,
  }
}

/** Whether this scope holds a permission; super administrators hold every one. */
export const holds = (scope: Scope, permission: string) =>
  scope.is_super_admin || scope.permissions.has(permission)

export function demand(scope: Scope, permission: string): void {
  if (!holds(scope, permission)) throw problem('forbidden', { members: { permission } })
}
