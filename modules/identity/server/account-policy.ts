import type { Scope, Transaction } from '../../../platform/database/index.ts'
import type { Origin } from '../../../platform/http/index.ts'

interface Happened {
  user_id: number
  request_id: string
  origin: Origin
}

/**
 * What a part above adds to identity's own transactions; `companies` fills it when the app starts. The role of
 * the transaction is `portal_identity` and must be so again when a hook ends.
 */
export interface AccountPolicy {
  /** The portal has its first person: their company is made here. */
  onFirstUser(
    tx: Transaction,
    first: Happened & { company_name: string; time_zone: string | null },
  ): Promise<void>
  /** A new person accepted by link and password; a membership that has ended meanwhile is `invalid_token`. */
  onInvitationAccepted(tx: Transaction, accepted: Happened & { membership_id: number }): Promise<void>
  /** Companies they work in or are invited to: names make poor passwords, countries say what a number means. */
  companiesOf(tx: Transaction, userId: number): Promise<{ name: string; country: string | null }[]>
  /** Whether a role that this person holds demands a second factor. */
  secondFactorRequired(tx: Transaction, userId: number): Promise<boolean>
  /** Somebody wants to be erased; throws when that cannot be. The transaction's role is `portal_identity`. */
  onErasureAsked(tx: Transaction, asked: Happened): Promise<void>
  /** A right in an outside service joins the permission registry, or leaves it (409 when a role holds it). */
  onServicePermission(scope: Scope, permission: { name: string; label: string }): Promise<void>
  onServicePermissionGone(scope: Scope, name: string): Promise<void>
  /** Whether people of this e-mail domain (lower case, punycode) may register by themselves in mode `domain`. */
  mayRegister(tx: Transaction, asked: { domain: string; request_id: string }): Promise<boolean>
  /** Somebody has proven this address: companies whose domain it is may take them in. */
  onVerified(tx: Transaction, verified: Happened & { domain: string }): Promise<void>
}

let policy: AccountPolicy = {
  onFirstUser: async () => {},
  onInvitationAccepted: async () => {},
  companiesOf: async () => [],
  secondFactorRequired: async () => false,
  onErasureAsked: async () => {},
  onServicePermission: async () => {},
  onServicePermissionGone: async () => {},
  mayRegister: async () => false,
  onVerified: async () => {},
}

export function registerAccountPolicy(filled: AccountPolicy): void {
  policy = filled
}

export const accountPolicy = (): AccountPolicy => policy
