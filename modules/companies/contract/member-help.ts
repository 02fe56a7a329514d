import { endpoint, provider } from '../../../platform/contract/endpoint.ts'
import { Id, z } from '../../../platform/contract/schema.ts'

const help = <const Path extends string>(path: Path, summary: string) =>
  endpoint({
    method: 'POST',
    path,
    access: provider('staff.verify'),
    summary,
    params: z.strictObject({ membership_id: Id }),
    response: { 204: null },
    problems: ['transition_not_allowed'],
  })

/** What technicians do for people of their customers who cannot sign in; never for a super administrator (identity §3.5). */
export const memberHelpApi = {
  unlockMember: help('/memberships/:membership_id/unlock', 'End the pauses after wrong passwords and codes'),
  sendMemberReset: help('/memberships/:membership_id/send-reset', 'Mail a member a link to a new password'),
  revokeMemberSessions: help('/memberships/:membership_id/revoke-sessions', 'Sign a member out everywhere'),
}
