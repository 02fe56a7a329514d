import type { Scope } from '../../../../platform/database/index.ts'
import type { StoredEvent } from '../../../../platform/events/index.ts'
import { listAssignable } from '../../../companies/server/index.ts'
import { asHouse, declareNotificationType, type Telling } from '../../../notifications/server/index.ts'
import { selectPerson } from '../watcher.queries.ts'
import { deskOf } from './people.ts'
import { type Assigned, selectAssigned } from './stranded.queries.ts'

/** After these somebody may have tickets that they cannot work on any more. */
const causes = [
  'membership.suspended',
  'membership.removed',
  'membership.role_changed',
  'membership.customers_changed',
  'user.disabled',
  'role.updated',
] as const

/** Tickets stay with whom they were given to (tickets §4.1); who manages the desk hears how many wait for nobody. */
declareNotificationType({
  event_type: 'tickets.stranded',
  label: 'Tickets of somebody who left',
  description: 'Open tickets are assigned to somebody who may not work on them any more',
  group: 'tickets',
  caused_by: causes,
  side: 'provider',
  include_actor: true,
  // The event is the provider's; the tickets are those of all customers.
  about: (scope, event) => asHouse(scope, (house) => tellingOf(house, event)),
})

async function tellingOf(scope: Scope, event: StoredEvent): Promise<Telling | null> {
  const left = await strandedBy(scope, event)
  const count = left.reduce((sum, { tickets }) => sum + tickets, 0)
  if (count === 0) return null
  const ids = [...new Set(left.map(({ user_id }) => user_id))]
  const [only, ...others] = ids
  const name = only !== undefined && others.length === 0 ? (await selectPerson(scope, only))?.name : null
  return {
    people: (await managers(scope)).map((user_id) => ({ user_id })),
    message: `Assigned to ${name ?? 'people'} without the right to work on them any more: ${count} open ${count === 1 ? 'ticket' : 'tickets'}. Give them to somebody else.`,
    message_de: `${count} ${count === 1 ? 'offenes Ticket' : 'offene Tickets'} bei ${name ?? 'Leuten'}, ohne dass noch das Recht besteht, daran zu arbeiten: Bitte neu zuweisen.`,
    link: `/tickets?status_kind=open,pending&assigned_user_id=${ids.slice(0, 20).join(',')}`,
    severity: 'warning',
    metadata: { count },
  }
}

/** A role concerns everybody who has it, all else one person. */
function whoOf({ type, subject_id, data }: StoredEvent): number | null | undefined {
  if (type === 'role.updated')
    return Array.isArray(data.removed) && data.removed.includes('tickets.answer') ? null : undefined
  if (type === 'user.disabled') return subject_id ?? undefined
  return typeof data.user_id === 'number' ? data.user_id : undefined
}

async function strandedBy(scope: Scope, event: StoredEvent): Promise<Assigned[]> {
  const who = whoOf(event)
  const assigned = who === undefined ? [] : await selectAssigned(scope, who)
  if (assigned.length === 0) return []
  const working = new Set((await listAssignable(scope, 'tickets.answer')).map(({ user_id }) => user_id))
  const left: Assigned[] = []
  for (const one of assigned)
    if (!working.has(one.user_id) || (who !== null && !(await looksAfter(scope, one)))) left.push(one)
  return left
}

const looksAfter = async (scope: Scope, { user_id, company_id }: Assigned) =>
  (await deskOf(scope, company_id, 'tickets.answer')).includes(user_id)

/** Those who see all customers; where nobody does, all of them. */
async function managers(scope: Scope): Promise<number[]> {
  const overAll = await deskOf(scope, null, 'tickets.manage')
  if (overAll.length > 0) return overAll
  return (await listAssignable(scope, 'tickets.manage')).map(({ user_id }) => user_id)
}
