import { eventTypes } from '../../../platform/events/index.ts'

/** Prefixes of the events that a person's sign-in history shows; whatever part declares them. */
const shown =
  /^(session\.(created|revoked|confirmed)|login\.|password\.|email\.|device\.|magic_link\.|totp_device\.|passkey\.|recovery_codes?\.|second_factor\.|api_key\.(created|rotated|revoked)|impersonation\.|super_admin\.|user\.(registered|created|verified|disabled|enabled|unlocked|erasure_\w+))/

let types: readonly string[] | null = null

export function accountEventTypes(): readonly string[] {
  types ??= [...eventTypes().keys()].filter((type) => shown.test(type))
  return types
}
