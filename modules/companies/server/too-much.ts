import { allPermissions } from '../../../platform/contract/permissions.ts'

/** Rights that nobody gets because of an address. */
export const isTooMuch = (permission: string): boolean =>
  permission.endsWith('.manage') || allPermissions().get(permission)?.elevated === true
