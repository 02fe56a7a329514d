import { notFound } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { whisperOf } from '../../../platform/events/index.ts'
import { personOf } from './attachment.service.ts'
import { selectVisible } from './bulk-people.queries.ts'
import type { Presence, Present } from './presence.ts'
import { sightOf } from './sight.ts'
import { selectSeen } from './ticket.queries.ts'
import { selectPerson } from './watcher.queries.ts'

/** Colleagues who have this ticket open now. */
export async function whoIsHere(presence: Presence, scope: Scope, ticketId: number): Promise<Present[]> {
  await demandSeen(scope, ticketId)
  return presence.here(ticketId)
}

/** Colleagues at each of these tickets, as far as the caller may see them. */
export async function whoIsAt(presence: Presence, scope: Scope, ids: readonly number[]) {
  const visible = await selectVisible(scope, ids)
  const here = await Promise.all(
    visible.map(async (ticket_id) => ({ ticket_id, people: await presence.here(ticket_id) })),
  )
  return here.filter(({ people }) => people.length > 0)
}

/** Says that I am here, that I am replying, or that I left; the desk hears of it when it differs. */
export async function beHere(
  presence: Presence,
  scope: Scope,
  ticketId: number,
  state: Present['state'] | 'left',
): Promise<Present[]> {
  const { company_id } = await demandSeen(scope, ticketId)
  const user_id = personOf(scope)
  const name = (await selectPerson(scope, user_id))?.name ?? ''
  const isNew = await presence.put(ticketId, { user_id, name }, state)
  if (isNew) whisperOf(scope, 'ticket.presence_changed', { subject: 'ticket', id: ticketId, company_id })
  return presence.here(ticketId)
}

async function demandSeen(scope: Scope, ticketId: number) {
  const seen = await selectSeen(scope, sightOf(scope), ticketId)
  if (!seen) throw notFound()
  return seen
}
