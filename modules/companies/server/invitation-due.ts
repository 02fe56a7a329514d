import { z } from '../../../platform/contract/schema.ts'
import type { Database, Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { defineTask } from '../../../platform/jobs/index.ts'
import { sendInvitation } from '../../identity/server/index.ts'
import { expireOpen, takeForReminder } from './invitation-due.queries.ts'
import { membershipExpired } from './membership.events.ts'
import { inHouseScope } from './scope.ts'

const batch = 200

/** Recalls invitations that were open for three days, once, and ends those that were for thirty. */
export async function invitationsDue(
  database: Database,
  signal?: AbortSignal,
): Promise<{ expired: number; reminded: number }> {
  const inHouse = <T>(work: (scope: Scope) => Promise<T>) =>
    inHouseScope(database, { company_id: null, request_id: 'invitations-due' }, work)
  let expired = 0
  for (let ended = batch; ended === batch && !signal?.aborted; expired += ended) ended = await inHouse(expire)
  let reminded = 0
  while (!signal?.aborted && (await inHouse(remind))) reminded++
  return { expired, reminded }
}

async function expire(scope: Scope): Promise<number> {
  const rows = await expireOpen(scope, batch)
  for (const { id, company_id, user_id } of rows) {
    const changes = [{ field: 'status', from: 'invited', to: 'removed' }]
    const data = { user_id, changes, reason: null }
    await announce(scope, membershipExpired, { subject_id: id, company_id, data })
  }
  return rows.length
}

async function remind(scope: Scope): Promise<boolean> {
  const open = await takeForReminder(scope)
  if (!open) return false
  const { id: membership_id, user_id, company_name, inviter_name } = open
  await sendInvitation(scope, {
    user_id,
    membership_id,
    company_name,
    inviter_name: inviter_name ?? company_name,
  })
  return true
}

defineTask({
  name: 'companies.invitations',
  label: 'Recall open invitations after 3 days and end them after 30',
  input: z.object({}),
  per_company: false,
  cron: '30 4 * * *',
  run: ({ database, signal }) => invitationsDue(database, signal),
})
