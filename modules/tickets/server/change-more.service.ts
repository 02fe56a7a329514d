import { invalid, problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { giveFiles } from '../../../platform/files/index.ts'
import { belongingTo, listAssignable, requireOpenCompany } from '../../companies/server/index.ts'
import type { Watcher, Whom } from '../contract.ts'
import { selectFilesOf } from './attachment.queries.ts'
import { ticketMoved } from './detail.events.ts'
import { moveBelongings } from './move.queries.ts'
import { holds } from './sight.ts'
import { ticketAssigned } from './ticket.events.ts'
import { happened, type Turn } from './turn.ts'
import { addWatchers, changeKind, deleteWatchers, findWatcher, selectWatchers } from './watcher.queries.ts'
import { idsOf } from './watcher.service.ts'
import { findPerson, findStranger, type Someone } from './whom.service.ts'

/** The requester whom the desk names: of the ticket's company, or anybody where there is none. */
export async function requesterOf(
  scope: Scope,
  companyId: number | null,
  whom: Whom | null,
): Promise<Someone | null> {
  if (whom === null) return null
  if (companyId === null) return findStranger(scope, whom, 'requester')
  if (whom.email !== undefined)
    throw invalid(
      'requester.email',
      'not_allowed',
      'Name a person of the company, or put the address in copy.',
    )
  return findPerson(scope, companyId, whom, { field: 'requester', anyone: false })
}

/** How a requester stands in the ticket's row. */
export const requesterColumns = (someone: Someone | null) => ({
  requester_user_id: someone?.user_id ?? null,
  requester_staff_member_id: someone?.staff_member_id ?? null,
  requester_email: someone?.email ?? null,
  requester_name: someone?.user_id == null ? (someone?.name ?? null) : null,
})

/** Puts somebody else in the requester's place; who was there leaves. Answers the change, or null for the same person. */
export async function changeRequester(turn: Turn, whom: Whom | null) {
  const { scope, ticket } = turn
  const to = await requesterOf(scope, ticket.company_id, whom)
  const before = requesterColumns({
    user_id: ticket.requester_user_id,
    staff_member_id: ticket.requester_staff_member_id,
    email: ticket.requester_email,
    name: ticket.requester_name,
  })
  const after = requesterColumns(to)
  const same = (['requester_user_id', 'requester_staff_member_id', 'requester_email'] as const).every(
    (column) => before[column] === after[column],
  )
  if (same) return null
  const watchers = await selectWatchers(scope, turn.sight, ticket.id)
  const left = watchers.filter(({ kind }) => kind === 'requester').map(({ id }) => id)
  if (left.length > 0) await deleteWatchers(scope, ticket.id, left)
  if (to) await putRequester(turn, to)
  Object.assign(turn.set, after)
  turn.fields.push('requester')
  return { field: 'requester_user_id', from: before.requester_user_id, to: after.requester_user_id }
}

async function putRequester({ scope, ticket }: Turn, to: Someone): Promise<void> {
  const there = await findWatcher(scope, ticket.id, to)
  if (there === null) await addWatchers(scope, ticket, [{ ...to, kind: 'requester' }])
  else await changeKind(scope, there, 'requester')
}

/**
 * Moves a ticket with all that was said to another company: its people read it from then on. Whoever does not belong
 * there is taken off, and named in the event.
 */
export async function moveCompany(
  turn: Turn,
  companyId: number,
  /** Who is assigned in the same change need not be taken off before. */
  { isConfirmed, keepsAssignee }: { isConfirmed: boolean; keepsAssignee: boolean },
): Promise<void> {
  const { scope, ticket } = turn
  if (companyId === ticket.company_id) return
  if (!holds(scope, 'tickets.manage'))
    throw problem('forbidden', { members: { permission: 'tickets.manage' } })
  const company = await requireOpenCompany(scope, companyId, 'company_id')
  if (!isConfirmed)
    throw invalid('confirm', 'required', 'Its history becomes readable to other people: confirm that.')
  const { gone, is_requester_removed } = await takeOff(turn, company.id)
  await moveBelongings(scope, ticket.id, company.id)
  await giveFiles(scope, await selectFilesOf(scope, ticket.id), company.id)
  const from = ticket.company_id
  turn.set.company_id = company.id
  turn.fields.push('company_id')
  turn.is_public = true
  ticket.company_id = company.id
  const ids = idsOf(gone)
  const data = {
    from_company_id: from,
    to_company_id: company.id,
    removed_user_ids: ids.user_ids,
    removed_staff_member_ids: ids.staff_member_ids,
    removed_addresses: ids.addresses,
    is_requester_removed,
  }
  turn.told.push(() => announce(scope, ticketMoved, happened(ticket, data)))
  if (!keepsAssignee) await dropAssignee(turn, company.id)
}

async function takeOff(turn: Turn, companyId: number) {
  const { scope, ticket } = turn
  const watchers = await selectWatchers(scope, turn.sight, ticket.id)
  const stays = await belongsThere(scope, companyId, watchers)
  const gone = watchers.filter((one) => !stays(one))
  await deleteWatchers(
    scope,
    ticket.id,
    gone.map(({ id }) => id),
  )
  const isRequesterRemoved = gone.some(({ kind }) => kind === 'requester')
  if (isRequesterRemoved) {
    const none = requesterColumns(null)
    Object.assign(turn.set, none)
    Object.assign(ticket, none)
    turn.fields.push('requester')
  }
  return { gone, is_requester_removed: isRequesterRemoved }
}

/** Entries of the directory belong to one company only: they never move along. */
async function belongsThere(scope: Scope, companyId: number, watchers: readonly Watcher[]) {
  const found = await belongingTo(scope, companyId, {
    user_ids: watchers.flatMap(({ user_id }) => user_id ?? []),
    staff_member_ids: [],
    emails: watchers.flatMap(({ email }) => email ?? []),
  })
  const desk = new Set((await listAssignable(scope, 'tickets.view', companyId)).map(({ user_id }) => user_id))
  const members = new Set(found.flatMap(({ kind, id }) => (kind === 'user' ? [id] : [])))
  const addresses = new Set(found.flatMap(({ email }) => email ?? []))
  const domains = found.flatMap(({ kind, name }) => (kind === 'domain' ? [name] : []))
  return ({ kind, user_id, email }: Watcher): boolean => {
    const isColleague = user_id !== null && kind !== 'requester' && desk.has(user_id)
    if (user_id !== null) return isColleague || (kind !== 'follower' && members.has(user_id))
    if (email === null) return false
    return addresses.has(email) || domains.some((domain) => email.endsWith(`@${domain}`))
  }
}

async function dropAssignee(turn: Turn, companyId: number): Promise<void> {
  const { scope, ticket } = turn
  const from = ticket.assigned_user_id
  if (from === null) return
  const able = await listAssignable(scope, 'tickets.answer', companyId)
  if (able.some(({ user_id }) => user_id === from)) return
  turn.set.assigned_user_id = null
  ticket.assigned_user_id = null
  turn.fields.push('assigned_user_id')
  turn.told.push(() => announce(scope, ticketAssigned, happened(ticket, { from, to: null })))
}
