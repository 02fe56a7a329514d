import { problem } from '../../../platform/contract/problems.ts'
import type { Ask } from '../../../platform/http/index.ts'
import type { EntryRow } from './gate.queries.ts'

/** A person's own matters, and granting rights: not for somebody who acts in their place (identity §4.6). */
const theirsAlone: readonly string[] = [
  'POST /auth/confirm',
  'POST /auth/password/change',
  'POST /auth/email/change',
  'POST /api-keys',
  'PATCH /api-keys/:api_key_id',
  'POST /api-keys/:api_key_id/rotate',
  'DELETE /api-keys/:api_key_id',
  'POST /companies/:company_id/memberships',
  'PATCH /memberships/:membership_id',
  'POST /memberships/:membership_id/resume',
  'POST /staff-members/:staff_member_id/invite',
]

/** Throws 403 where somebody who acts as another person may not go. */
export function refuseInAnothersPlace(row: Pick<EntryRow, 'impersonator_id'>, ask: Ask): void {
  if (row.impersonator_id === null) return
  if (ask.access.recent || theirsAlone.includes(ask.endpoint)) throw problem('not_while_impersonating')
}
