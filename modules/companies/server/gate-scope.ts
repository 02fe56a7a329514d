import { allPermissions } from '../../../platform/contract/permissions.ts'
import { problem } from '../../../platform/contract/problems.ts'
import type { Actor, DatabaseRole, Scope, Transaction } from '../../../platform/database/index.ts'
import type { Ask } from '../../../platform/http/index.ts'
import type { EntryRow } from './gate.queries.ts'
import { type Admitted, permissionsOf } from './rights.ts'
import { callerScope } from './scope.ts'

export interface ConfirmOptions {
  /** By what somebody proves themself again (identity): told with `confirmation_required`. */
  confirmMethods: (by: { tx: Transaction; role: DatabaseRole }, userId: number) => Promise<string[]>
}

/** Throws 403 for whom none of the endpoint's words admitted, or who has to confirm first. */
export async function refuseWithout(
  options: ConfirmOptions,
  tx: Transaction,
  row: EntryRow,
  ask: Ask,
): Promise<void> {
  if (row.granted === null || row.granted === 'no_company') {
    const named = ask.access.words.flatMap((word) => ('permission' in word ? [word.permission] : []))
    if (row.granted === 'no_company' && row.company_id === null && !named.some((name) => isProviders(name)))
      throw problem('no_active_company')
    throw problem('forbidden', { members: { permission: named[0] ?? 'super_admin' } })
  }
  if (!ask.access.recent || row.is_recent) return
  const role = row.database_role === 'portal_provider' ? 'portal_provider' : 'portal_member'
  const methods = await options.confirmMethods({ tx, role }, row.user_id)
  throw problem('confirmation_required', { members: { methods } })
}

const isProviders = (permission: string) =>
  allPermissions().get(permission)?.kinds.includes('customer') === false

/** The scope of somebody whom a word admitted. */
export async function scopeFrom(
  tx: Transaction,
  ask: Ask,
  row: EntryRow,
  actor: Actor,
  scopes?: string[],
): Promise<Scope> {
  const admitted: Admitted = { by: kindOf(row.granted ?? ''), row }
  return callerScope({
    tx,
    ask,
    row,
    actor,
    kind: admitted.by,
    permissions: cutTo(scopes, await permissionsOf(tx, admitted)),
  })
}

/** A key does what its owner may, as far as its scopes go. */
function cutTo(scopes: string[] | undefined, permissions: ReadonlySet<string>): ReadonlySet<string> {
  if (!scopes || scopes.includes('super_admin')) return permissions
  return new Set(scopes.filter((scope) => permissions.has(scope)))
}

function kindOf(granted: string): Admitted['by'] {
  if (granted.startsWith('provider:') || granted === 'super_admin') return 'provider'
  return granted.startsWith('member:') ? 'member' : 'person'
}
