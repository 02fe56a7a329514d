import type { Scope } from '../../../platform/database/index.ts'
import type { NotificationType } from './catalogue.ts'

/** Whether messages of this type can concern the caller at all. */
export function concerns(scope: Scope, { side }: NotificationType): boolean {
  if (side === undefined || scope.is_super_admin) return true
  if (side === 'super_admin') return false
  return side === 'provider' ? scope.company_kind === 'provider' : scope.company_kind !== 'provider'
}
