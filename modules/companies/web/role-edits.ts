import { useState } from 'react'
import type { Role } from '../contract.ts'

/** What is about to change in one role: nothing is saved before it was looked at. */
export interface RoleEdit {
  role: Role
  gains: readonly string[]
  loses: readonly string[]
}

/** Ticks of the matrix that are not saved yet, by role. */
export function useRoleEdits(roles: readonly Role[]) {
  const [wanted, setWanted] = useState<ReadonlyMap<number, ReadonlySet<string>>>(new Map())
  const holds = (role: Role, permission: string) =>
    wanted.get(role.id)?.has(permission) ?? role.permissions.includes(permission)

  function toggle(role: Role, permission: string) {
    const next = new Set(wanted.get(role.id) ?? role.permissions)
    if (!next.delete(permission)) next.add(permission)
    setWanted(new Map(wanted).set(role.id, next))
  }

  const edits: RoleEdit[] = roles.flatMap((role) => {
    const set = wanted.get(role.id)
    if (!set) return []
    const gains = [...set].filter((name) => !role.permissions.includes(name))
    const loses = role.permissions.filter((name) => !set.has(name))
    return gains.length + loses.length > 0 ? [{ role, gains, loses }] : []
  })
  const permissionsOf = (role: Role) => [...(wanted.get(role.id) ?? role.permissions)]
  const discard = (id?: number) =>
    setWanted(id === undefined ? new Map() : new Map([...wanted].filter(([one]) => one !== id)))
  return { holds, toggle, edits, permissionsOf, discard }
}

export type RoleEdits = ReturnType<typeof useRoleEdits>
