import { useApi } from '../../../platform/web/client/index.ts'
import { hasText, translateAny } from '../../../platform/web/messages/index.ts'
import type { StatusKind } from '../../../platform/web/ui/index.ts'
import type { Membership, Role } from '../contract.ts'
import { companiesApi } from '../contract.ts'
import { t } from './messages.ts'

/** A person before they have joined is known by their address only. */
export const nameOf = ({ user }: Pick<Membership, 'user'>): string => user.name || user.email

/** What a role is for; the system's own roles are described in the reader's language. */
export function roleText({ name, description, is_system }: Role): string {
  const key = `role.${name}`
  return is_system && hasText(key) ? translateAny(key) : description
}

export interface PermissionWords {
  module: string
  texts: string[]
}

/** From the least to the most that a role allows; those that came with the portal first. */
export const byReach = (a: Role, b: Role): number =>
  Number(b.is_system) - Number(a.is_system) ||
  a.permissions.length - b.permissions.length ||
  a.name.localeCompare(b.name)

/** The roles of a kind of company, and what each allows in words, by part of the portal. */
export function useRoles(kind?: 'provider' | 'customer') {
  const answer = useApi(companiesApi.listRoles, { query: kind ? { kind } : {} }, { staleTime: 60_000 })
  const items = answer.data?.items.toSorted(byReach)
  const roles = { ...answer, data: items && { items } }
  const permissions = useApi(companiesApi.listPermissions, {}, { staleTime: 60_000 })
  const known = new Map(permissions.data?.items.map((one) => [one.name, one]))

  function allowed(role: Role): PermissionWords[] {
    const parts = Map.groupBy(role.permissions, (name) => known.get(name)?.module ?? '')
    return [...parts].map(([module, names]) => ({
      module: partName(module),
      texts: names.map((name) => permissionText(name, known.get(name)?.label)),
    }))
  }
  return { roles, allowed }
}

/** Labels come from the registry in English; other languages have their own text. */
export function permissionText(name: string, label?: string): string {
  const key = `permission.${name}`
  return hasText(key) ? translateAny(key) : (label ?? name)
}

export function partName(module: string): string {
  const key = `permissions.${module}`
  return hasText(key) ? translateAny(key) : module
}

const statuses = { invited: 'waiting', active: 'success', suspended: 'warning' } as const

export function statusOf({ status }: Pick<Membership, 'status'>): { kind: StatusKind; label: string } {
  const labels = {
    invited: t('members.status_invited'),
    active: t('members.status_active'),
    suspended: t('members.status_suspended'),
  }
  return { kind: statuses[status], label: labels[status] }
}
