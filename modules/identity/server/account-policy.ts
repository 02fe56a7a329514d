import type { Transaction } from '../../../platform/database/index.ts'
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
}

let policy: AccountPolicy = { onFirstUser: async () => {}, onInvitationAccepted: async () => {} }

export function registerAccountPolicy(filled: AccountPolicy): void {
  policy = filled
}

export const accountPolicy = (): AccountPolicy => policy
