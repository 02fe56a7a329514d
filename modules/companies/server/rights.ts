import { allPermissions } from '../../../platform/contract/permissions.ts'
import type { Scope, Transaction } from '../../../platform/database/index.ts'
import { type EntryRow, selectPermissions } from './gate.queries.ts'

/** By which kind of word somebody got in, and what the entry statement said of them. */
export interface Admitted {
  by: 'provider' | 'member' | 'person'
  row: EntryRow
}

const cache = new Map<number, { version: number; names: ReadonlySet<string> }>()

/** What the caller may do here. Cached under (role, version), so it cannot be stale; there is no other cache. */
export async function permissionsOf(tx: Transaction, { by, row }: Admitted): Promise<ReadonlySet<string>> {
  if (row.is_super_admin) return everything()
  if (by === 'provider') return permissionsOfRole(tx, row.provider_role_id, row.provider_role_version)
  if (!row.is_visiting) return permissionsOfRole(tx, row.member_role_id, row.member_role_version)

  const visiting = await permissionsOfRole(tx, row.provider_role_id, row.provider_role_version)
  return new Set([...visiting].filter((name) => allPermissions().get(name)?.kinds.includes('customer')))
}

let all: ReadonlySet<string> | null = null

function everything(): ReadonlySet<string> {
  all ??= new Set(
    [...allPermissions().values()].filter(({ kinds }) => !kinds.includes('key')).map(({ name }) => name),
  )
  return all
}

async function permissionsOfRole(
  tx: Transaction,
  roleId: number | null,
  version: number | null,
): Promise<ReadonlySet<string>> {
  if (roleId === null || version === null) return new Set()
  const known = cache.get(roleId)
  if (known?.version === version) return known.names
  const names = new Set(await selectPermissions(tx, roleId))
  cache.set(roleId, { version, names })
  return names
}

/** Whether this scope holds a permission; super administrators hold every one. */
export const may = (scope: Scope, permission: string): boolean =>
  scope.is_super_admin || scope.permissions.has(permission)
