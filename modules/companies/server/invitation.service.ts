import { notFound, problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { type Announcer, announce } from '../../../platform/events/index.ts'
import { elsewhere } from './elsewhere.ts'
import { membershipAccepted, membershipDeclined } from './membership.events.ts'
import * as step from './membership-step.queries.ts'
import { linkOwnEntries } from './staff-link.service.ts'

/** Open invitations of the person, newest first. */
export async function listInvitations(scope: Scope) {
  const { user_id } = scope
  if (user_id === null) return []
  const rows = await elsewhere(scope, null, (there) => step.selectInvitations(there, user_id))
  return rows.map(({ company_id, company_name, ...row }) => ({
    ...row,
    company: { id: company_id, name: company_name },
  }))
}

/** The person says yes; 404 for everybody else, 410 when it ended meanwhile. */
export function acceptInvitation(scope: Scope, id: number) {
  return answerOwn(scope, id, async (there, user_id) => {
    const joined = await becomeMember(there, scope, { membership_id: id, user_id })
    return joined && { company: joined }
  })
}

export function declineInvitation(scope: Scope, id: number): Promise<{ company_id: number }> {
  return answerOwn(scope, id, async (there, user_id) => {
    const company_id = await step.decline(there, id, user_id)
    if (company_id === undefined) return undefined
    const changes = [{ field: 'status', from: 'invited', to: 'removed' }]
    const data = { user_id, changes, reason: null }
    await announce(scope, membershipDeclined, { subject_id: id, company_id, data })
    return { company_id }
  })
}

async function answerOwn<T>(
  scope: Scope,
  id: number,
  answer: (there: Scope, userId: number) => Promise<T | undefined>,
): Promise<T> {
  const { user_id } = scope
  if (user_id === null) throw notFound()
  return elsewhere(scope, null, async (there) => {
    const result = await answer(there, user_id)
    if (result !== undefined) return result
    throw (await step.wasTheirs(there, id, user_id)) ? problem('gone') : notFound()
  })
}

/** Makes an open invitation a membership, by the person's yes; undefined when it is not open to them (any more). */
export async function becomeMember(
  there: Scope,
  by: Announcer,
  accepted: { membership_id: number; user_id: number },
): Promise<{ id: number; name: string } | undefined> {
  const { membership_id, user_id } = accepted
  const row = await step.accept(there, membership_id, user_id)
  if (!row) return undefined
  await announce(by, membershipAccepted, {
    subject_id: membership_id,
    company_id: row.company_id,
    data: { user_id, role: row.role_name, source: row.source },
  })
  await linkOwnEntries(there, by, user_id)
  return { id: row.company_id, name: row.company_name }
}
