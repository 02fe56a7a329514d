import { Id, nullable, z } from '../../../../platform/contract/schema.ts'
import type { Scope } from '../../../../platform/database/index.ts'
import { announce, registerConsumer, type StoredEvent } from '../../../../platform/events/index.ts'
import { defineJob, enqueue } from '../../../../platform/jobs/index.ts'
import { activeMembers, inHouseScope } from '../../../companies/server/index.ts'
import { ticketUpdated } from '../ticket.events.ts'
import { happened } from '../turn.ts'
import { claimTickets, claimWatchers, selectClaimable, selectProven } from './claim.queries.ts'

/** After these somebody's address is proven, or they came to a company of which they may have asked before. */
const proofs = new Set(['user.verified', 'email.changed', 'membership.accepted', 'membership.joined'])
const batch = 200

const claimJob = defineJob({
  name: 'tickets.claim',
  data: z.object({ user_id: Id, staff_member_id: nullable(Id) }),
  kind: 'database',
  retries: 5,
  retry_delay_seconds: 10,
  expire_seconds: 120,
  concurrency: 1,
  run: ({ data, database, settle }) =>
    inHouseScope(database, { company_id: null }, async (scope) => {
      if (await claim(scope, data)) await enqueue(scope, claimJob, data)
      await settle(scope)
    }),
})

/** Earlier tickets of an address become those of the person who proved it; of an entry, those of its login. */
registerConsumer({
  name: 'tickets.claim',
  async consume(scope, events) {
    for (const event of events) {
      const who = claimOf(event)
      if (who) await enqueue(scope, claimJob, who)
    }
  },
})

function claimOf({ type, subject_type, subject_id, data }: StoredEvent) {
  const user_id = subject_type === 'user' ? subject_id : data.user_id
  if (typeof user_id !== 'number') return null
  if (type === 'staff_member.linked' && subject_id !== null) return { user_id, staff_member_id: subject_id }
  return proofs.has(type) ? { user_id, staff_member_id: null } : null
}

/** At most so many tickets at once; true when there may be more. Only of companies to which the person belongs, or of none. */
async function claim(
  scope: Scope,
  { user_id, staff_member_id }: { user_id: number; staff_member_id: number | null },
): Promise<boolean> {
  const email = await selectProven(scope, user_id)
  if (email === null) return false
  const by = { user_id, email, staff_member_id }
  const places: number[] = []
  for (const company_id of await selectClaimable(scope, by))
    if ((await activeMembers(scope, company_id, [user_id])).has(user_id)) places.push(company_id)
  const claimed = await claimTickets(scope, by, places, batch)
  for (const ticket of claimed)
    await announce(
      scope,
      ticketUpdated,
      happened(
        { ...ticket, requester_user_id: user_id },
        { changes: [{ field: 'requester_user_id', from: null, to: user_id }] },
      ),
    )
  await claimWatchers(scope, by, places)
  return claimed.length === batch
}
