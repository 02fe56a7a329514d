export type RoleKind = 'provider' | 'customer' | 'machine'
export type SystemRole = 'Technician' | 'Manager' | 'Owner' | 'Administrator' | 'Member' | 'Requester'

/** A right, declared by the module that asks for it (companies §4.6). */
export interface Permission {
  /** `noun.verb` */
  name: string
  module: string
  label: string
  /** More than the label says, where one line is not enough. */
  description?: string
  kinds: readonly (RoleKind | 'key')[]
  /** Weighs more than the rest of its kind: never given by domain, never to Administrator by default. */
  elevated?: boolean
  /** System roles that hold it at first. */
  defaults: readonly SystemRole[]
}

const permissions = new Map<string, Permission>()

/** Declares permissions, and scopes of keys that are no permission (kind `key`); a double stops the start. */
export function declarePermissions(module: string, ...declared: Omit<Permission, 'module'>[]): void {
  for (const permission of declared) {
    if (permissions.has(permission.name)) throw new Error(`Permission ${permission.name} is declared twice`)
    permissions.set(permission.name, { ...permission, module })
  }
}

export const allPermissions = (): ReadonlyMap<string, Permission> => permissions

declarePermissions(
  'platform',
  { name: 'account.read', label: 'Read one’s own account', kinds: ['key'], defaults: [] },
  { name: 'live.read', label: 'Hear live updates', kinds: ['key'], defaults: [] },
  { name: 'super_admin', label: 'Act as super administrator', kinds: ['key'], defaults: [] },
)
