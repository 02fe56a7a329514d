import {
  allPermissions,
  type Permission,
  type RoleKind,
  type SystemRole,
} from '../../../platform/contract/permissions.ts'
import type { Database, Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { prepareCounts } from './count.service.ts'
import * as queries from './registry.queries.ts'
import { permissionRetired } from './role.events.ts'
import { inHouseScope } from './scope.ts'

const systemRoles: Record<SystemRole, { kind: RoleKind; description: string }> = {
  Technician: { kind: 'provider', description: 'Looks after customers and answers their tickets' },
  Manager: { kind: 'provider', description: 'Runs the desk: customers, people, settings' },
  Owner: { kind: 'customer', description: 'Everything in the own company' },
  Administrator: { kind: 'customer', description: 'Looks after the people of the own company' },
  Member: { kind: 'customer', description: 'Works with the portal' },
  Requester: { kind: 'customer', description: 'Asks for help and follows the own requests' },
}

/** Rights of outside services are no module's: people declare them at runtime. */
export const serviceModule = 'service'

/**
 * At start: brings permissions and system roles of the database in line with what the modules declare. A new
 * permission is given once to the system roles that it names; what was taken away later stays away (companies §4.6).
 */
export async function prepareCompanies(database: Database): Promise<void> {
  await inHouseScope(database, { company_id: null }, syncRegistry)
  await prepareCounts(database)
}

async function syncRegistry(scope: Scope): Promise<void> {
  await queries.lockRegistry(scope)
  const known = await queries.selectKnown(scope)
  const declared = [...allPermissions().values()]

  const stored = new Map(known.permissions.map((row) => [row.name, row]))
  for (const permission of declared) {
    refuseUnfit(permission)
    if (differs(permission, stored.get(permission.name))) await queries.putPermission(scope, permission)
  }
  await syncKinds(scope, declared, known.kinds)
  const gone = known.permissions.filter(
    (row) => !allPermissions().has(row.name) && row.retired_at === null && row.module !== serviceModule,
  )
  for (const { name } of gone) await retire(scope, name)
  await syncRoles(scope, declared, stored, known.roles)
}

/** No module asks for it any more: it leaves the roles, and the record says which. */
async function retire(scope: Scope, name: string): Promise<void> {
  const roles = await queries.retirePermission(scope, name)
  await announce(scope, permissionRetired, { subject_id: null, company_id: null, data: { name, roles } })
}

interface StoredPermission {
  name: string
  module: string
  label: string
  description: string
  elevated: boolean
  retired_at: string | null
}

function differs(permission: Permission, row: StoredPermission | undefined): boolean {
  const { module, label, description = '', elevated = false } = permission
  return (
    !row ||
    row.description !== description ||
    row.module !== module ||
    row.label !== label ||
    row.elevated !== elevated ||
    row.retired_at !== null
  )
}

/** A default that the keys of the database would refuse is a fault of the declaration. */
function refuseUnfit({ name, kinds, defaults }: Permission): void {
  const unfit = defaults.find((role) => !kinds.includes(systemRoles[role].kind))
  if (unfit) throw new Error(`Permission ${name} names the role ${unfit}, whose kind cannot hold it`)
}

async function syncKinds(
  scope: Scope,
  declared: Permission[],
  stored: { permission: string; kind: string }[],
): Promise<void> {
  const wanted = new Map(declared.map(({ name, kinds }) => [name, new Set<string>(kinds)]))
  for (const { permission, kind } of stored) {
    const kinds = wanted.get(permission)
    if (kinds && !kinds.delete(kind)) await queries.deleteKind(scope, permission, kind)
  }
  for (const [permission, kinds] of wanted) {
    for (const kind of kinds) await queries.insertKind(scope, permission, kind)
  }
}

/** What is new goes to the roles that it names; a new role gets all that names it. */
async function syncRoles(
  scope: Scope,
  declared: Permission[],
  stored: Map<string, StoredPermission>,
  roles: { id: number; name: string; kind: string }[],
): Promise<void> {
  for (const [name, { kind, description }] of Object.entries(systemRoles)) {
    const known = roles.find((role) => role.name === name && role.kind === kind)
    const id = known?.id ?? (await queries.insertSystemRole(scope, name, kind, description))
    const due = declared.filter(
      (permission) =>
        permission.defaults.includes(name as SystemRole) && (!known || !stored.has(permission.name)),
    )
    await queries.grantPermissions(
      scope,
      { id, kind },
      due.map((permission) => permission.name),
    )
  }
}
