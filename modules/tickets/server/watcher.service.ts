import { invalid, notFound, problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { listAssignable, requireOpenCompany } from '../../companies/server/index.ts'
import type { Watcher, Whom } from '../contract.ts'
import { personOf } from './attachment.service.ts'
import { ticketMuted, watcherAdded, watcherRemoved } from './detail.events.ts'
import { sightOf } from './sight.ts'
import { demandAuthor } from './ticket.policy.ts'
import { selectSeen } from './ticket.queries.ts'
import { deskSettings } from './ticket.settings.ts'
import { beginTurn, endTurn, happened, type Turn } from './turn.ts'
import {
  addWatchers,
  changeKind,
  deleteWatchers,
  findWatcher,
  mostWatchers,
  muteWatcher,
  type NewWatcher,
  selectWatcher,
  selectWatchers,
} from './watcher.queries.ts'
import { findPeople, findPerson, type Someone } from './whom.service.ts'

/** People of a ticket, as far as the caller sees them. */
export async function listWatchers(scope: Scope, ticketId: number): Promise<Watcher[]> {
  const sight = sightOf(scope)
  if (!(await selectSeen(scope, sight, ticketId))) throw notFound()
  return selectWatchers(scope, sight, ticketId)
}

/** Customers name colleagues and addresses of their domains, others where the setting allows it; the desk anybody. */
export async function mayNameAnyone(scope: Scope, companyId: number | null): Promise<boolean> {
  if (sightOf(scope).is_desk) return true
  return companyId !== null && (await deskSettings(scope)).cc_anyone
}

/** Puts people in copy who are meant by a body's `cc`; who is there already stays as they are. */
export async function copyTo(turn: Turn, wanted: readonly Whom[]): Promise<void> {
  if (wanted.length === 0) return
  const { scope, ticket } = turn
  const anyone = await mayNameAnyone(scope, ticket.company_id)
  const people = await findPeople(scope, ticket.company_id, wanted, { field: 'cc', anyone })
  await addPeople(turn, people, 'cc', 'cc')
}

/** Adds people to a locked ticket, with one event for all of them. 422 `too_many` above 50. */
async function addPeople(turn: Turn, people: readonly Someone[], kind: Watcher['kind'], field: string) {
  const { scope, ticket } = turn
  const made = await addWatchers(
    scope,
    ticket,
    people.map((one): NewWatcher => ({ ...one, kind })),
  )
  if (made.length === 0) return
  const all = await selectWatchers(scope, { ...turn.sight, is_desk: true }, ticket.id)
  if (all.length > mostWatchers)
    throw invalid(field, 'too_many', 'At most 50 people hear of one ticket.', mostWatchers)
  const added = all.filter(({ id }) => made.includes(id))
  await tellOf(turn, watcherAdded, kind, added)
}

type Told = Pick<Watcher, 'user_id' | 'staff_member_id'>

/** Who follows is nobody else's business, nor who is in copy of a ticket of no company: it changes neither the ticket's time nor its place in a list. */
async function tellOf(
  turn: Turn,
  event: typeof watcherAdded | typeof watcherRemoved,
  kind: Watcher['kind'],
  people: readonly Told[],
): Promise<void> {
  const data = { kind, ...idsOf(people) }
  if (kind === 'follower' || turn.ticket.company_id === null)
    return announce(turn.scope, event, { ...happened(turn.ticket, data), audience: 'provider' })
  turn.is_public = true
  turn.told.push(() => announce(turn.scope, event, happened(turn.ticket, data)))
}

/** Who they are, without addresses. */
export const idsOf = (people: readonly Told[]) => ({
  user_ids: people.flatMap(({ user_id }) => user_id ?? []),
  staff_member_ids: people.flatMap(({ staff_member_id }) => staff_member_id ?? []),
  addresses: people.filter(({ user_id, staff_member_id }) => user_id === null && staff_member_id === null)
    .length,
})

/** Puts somebody in copy, or lets a colleague of the desk follow. 409 `company_archived` for copies. */
export async function addWatcher(
  scope: Scope,
  ticketId: number,
  { kind, ...whom }: Whom & { kind: 'cc' | 'follower' },
): Promise<Watcher & { ticket_id: number }> {
  const turn = await beginTurn(scope, ticketId)
  demandAuthor(scope, turn.sight, turn.ticket)
  const someone = kind === 'cc' ? await inCopy(turn, whom) : await colleague(turn, whom.user_id)
  await addPeople(turn, [someone], kind, kind === 'cc' ? 'email' : 'user_id')
  const id = await findWatcher(scope, ticketId, someone)
  const before = id === null ? null : await selectWatcher(scope, everything, ticketId, id)
  if (!before) throw notFound()
  // Who follows may be put in copy: that is more.
  if (before.kind === 'follower' && kind === 'cc') {
    await changeKind(scope, before.id, 'cc')
    await tellOf(turn, watcherAdded, 'cc', [before])
  }
  await endTurn(turn)
  return { ...before, kind: before.kind === 'requester' ? 'requester' : kind, ticket_id: ticketId }
}

const everything = { is_desk: true, sees_all: true, user_id: null }

async function inCopy({ scope, ticket }: Turn, whom: Whom): Promise<Someone> {
  if (ticket.company_id !== null) await requireOpenCompany(scope, ticket.company_id)
  const anyone = await mayNameAnyone(scope, ticket.company_id)
  const field =
    whom.email !== undefined ? 'email' : whom.user_id !== undefined ? 'user_id' : 'staff_member_id'
  return findPerson(scope, ticket.company_id, whom, { field, anyone })
}

async function colleague({ scope, sight, ticket }: Turn, userId: number | undefined): Promise<Someone> {
  if (!sight.is_desk) throw invalid('kind', 'not_allowed', 'Only the desk lets people follow.')
  const [one] = await colleagues(scope, ticket.company_id, userId === undefined ? [] : [userId], 'user_id')
  if (!one) throw invalid('user_id', 'required', 'Who is to follow?')
  return one
}

/** People of the desk who may see this company's tickets, or 422. */
async function colleagues(
  scope: Scope,
  companyId: number | null,
  userIds: readonly number[],
  field: string,
): Promise<Someone[]> {
  if (userIds.length === 0) return []
  const known = new Map(
    (await listAssignable(scope, 'tickets.view', companyId)).map(({ user_id, name }) => [user_id, name]),
  )
  return userIds.map((user_id) => {
    const name = known.get(user_id)
    if (name === undefined) throw invalid(field, 'not_found', 'There is no such colleague.')
    return { user_id, staff_member_id: null, email: null, name }
  })
}

/** Takes somebody out; the requester stays: 409. */
export async function removeWatcher(scope: Scope, ticketId: number, watcherId: number): Promise<void> {
  const turn = await beginTurn(scope, ticketId)
  demandAuthor(scope, turn.sight, turn.ticket)
  const watcher = await selectWatcher(scope, turn.sight, ticketId, watcherId)
  if (!watcher) throw notFound()
  if (watcher.kind === 'requester') throw problem('requester_stays')
  await deleteWatchers(scope, ticketId, [watcherId])
  await tellOf(turn, watcherRemoved, watcher.kind, [watcher])
  await endTurn(turn)
}

/** Says which colleagues follow; who is in copy or asked is left as they are. */
export async function setFollowers(
  scope: Scope,
  ticketId: number,
  userIds: readonly number[],
): Promise<Watcher[]> {
  const turn = await beginTurn(scope, ticketId)
  const wanted = await colleagues(scope, turn.ticket.company_id, [...new Set(userIds)], 'user_ids')
  const before = await selectWatchers(scope, turn.sight, ticketId)
  const gone = before.filter(
    ({ kind, user_id }) => kind === 'follower' && !wanted.some((one) => one.user_id === user_id),
  )
  if (gone.length > 0) {
    await deleteWatchers(
      scope,
      ticketId,
      gone.map(({ id }) => id),
    )
    await tellOf(turn, watcherRemoved, 'follower', gone)
  }
  await addPeople(turn, wanted, 'follower', 'user_ids')
  await endTurn(turn)
  return selectWatchers(scope, turn.sight, ticketId)
}

/** I follow, or listen again. */
export async function watch(scope: Scope, ticketId: number): Promise<void> {
  const turn = await beginTurn(scope, ticketId)
  const mine = await myRow(turn)
  if (mine?.is_muted) await mute(turn, mine, false)
  else if (!mine) await addPeople(turn, [me(scope)], 'follower', 'user_id')
  await endTurn(turn)
}

/** I no longer follow; who asked or is in copy stays and hears nothing. */
export async function unwatch(scope: Scope, ticketId: number): Promise<void> {
  const turn = await beginTurn(scope, ticketId)
  const mine = await myRow(turn)
  if (mine?.kind === 'follower') {
    await deleteWatchers(scope, ticketId, [mine.id])
    await tellOf(turn, watcherRemoved, 'follower', [mine])
  } else if (mine && !mine.is_muted) await mute(turn, mine, true)
  await endTurn(turn)
}

const me = (scope: Scope): Someone => ({
  user_id: personOf(scope),
  staff_member_id: null,
  email: null,
  name: null,
})

async function myRow({ scope, sight, ticket }: Turn): Promise<Watcher | null> {
  const id = await findWatcher(scope, ticket.id, me(scope))
  return id === null ? null : selectWatcher(scope, sight, ticket.id, id)
}

async function mute(turn: Turn, mine: Watcher, isMuted: boolean): Promise<void> {
  await muteWatcher(turn.scope, mine.id, isMuted)
  const data = { user_id: personOf(turn.scope), is_muted: isMuted }
  await announce(turn.scope, ticketMuted, {
    ...happened(turn.ticket, data),
    ...(mine.kind === 'follower' && { audience: 'provider' as const }),
  })
}
