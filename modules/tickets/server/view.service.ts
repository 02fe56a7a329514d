import type { Received } from '../../../platform/contract/endpoint.ts'
import { invalid, notFound, problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { constraintMeans, expectVersion } from '../../../platform/http/index.ts'
import type { TicketView, viewsApi } from '../contract/views.ts'
import { personOf } from './attachment.service.ts'
import { lockSetup } from './setup.queries.ts'
import { changesOf, placed } from './setup.ts'
import { demand, sightOf } from './sight.ts'
import { readQuestion } from './ticket-list.question.ts'
import { type Filters, wantedOf } from './ticket-list.wanted.ts'
import { viewCreated, viewDeleted, viewUpdated } from './view.events.ts'
import * as queries from './view.queries.ts'

type New = Received<NonNullable<typeof viewsApi.createView.body>>
type Changed = Received<NonNullable<typeof viewsApi.changeView.body>>

/** So many of one person, and so many shared ones. */
const most = 50
/** Counts of views stop there: more is "many". */
const countedTo = 1_000
const countedAtOnce = 20

constraintMeans('ticket_views_name', 'name_taken', 'name')

const shown = ({ owner_user_id: _, ...view }: queries.ViewRow): TicketView => view

/** The views of the desk, then shared ones, then one's own. */
export async function listViews(scope: Scope): Promise<{ items: TicketView[] }> {
  return { items: (await queries.selectViews(scope)).map(shown) }
}

/** How many tickets the named views hold, or the first 20; views that are not seen are left out. */
export async function countViews(scope: Scope, ids: readonly number[] | undefined) {
  const views = await queries.selectViews(scope)
  const named = ids ? views.filter(({ id }) => ids.includes(id)) : views
  const sight = sightOf(scope)
  const questions = named.slice(0, countedAtOnce).map(({ id, query }) => ({
    id,
    wanted: wantedOf(sight, query, readQuestion(query.q)),
  }))
  const counts = await queries.countEach(scope, sight, questions, countedTo)
  return {
    items: counts.map(({ id, n }) => ({ view_id: id, n: Math.min(n, countedTo), capped: n > countedTo })),
  }
}

async function found(scope: Scope, id: number): Promise<queries.ViewRow> {
  const view = await queries.selectView(scope, id)
  if (!view) throw notFound()
  return view
}

export const readView = async (scope: Scope, id: number): Promise<TicketView> => shown(await found(scope, id))

/** What a saved view asks for; 422 where there is none. What else is asked takes the place of its own. */
export async function questionOfView(scope: Scope, id: number, asked: Filters): Promise<Filters> {
  const view = await queries.selectView(scope, id)
  if (!view) throw invalid('view_id', 'not_found', 'There is no such view.')
  const given = Object.entries(asked).filter(([, value]) => value !== undefined)
  return { ...view.query, ...Object.fromEntries(given) }
}

export async function createView(scope: Scope, { is_shared, ...given }: New): Promise<TicketView> {
  const owner_user_id = is_shared ? null : personOf(scope)
  if (is_shared) demand(scope, 'tickets.configure')
  await lockSetup(scope)
  const own = (await queries.selectViews(scope)).filter(
    (view) => !view.is_system && view.owner_user_id === owner_user_id,
  )
  if (own.length >= most) throw invalid('name', 'too_many', 'There are 50 views: remove one first.', most)
  const { position, ...row } = given
  const id = await queries.insertView(scope, { ...row, owner_user_id, position: own.length + 1 })
  if (position !== undefined) await place(scope, await found(scope, id), position)
  await told(scope, viewCreated, { id, name: given.name, is_shared })
  return shown(await found(scope, id))
}

export async function changeView(
  scope: Scope,
  id: number,
  { version, ...given }: Changed,
  if_match: number | null,
): Promise<TicketView> {
  const before = await changeable(scope, id)
  expectVersion({ if_match, version }, shown(before))
  const { set, changes } = changesOf(before, given)
  if (changes.length === 0) return shown(before)
  const { position, ...columns } = set
  await queries.updateView(scope, id, columns, before.version)
  if (typeof position === 'number') await place(scope, before, position)
  await told(scope, viewUpdated, {
    id,
    name: given.name ?? before.name,
    is_shared: before.is_shared,
    changes,
  })
  return shown(await found(scope, id))
}

export async function deleteView(scope: Scope, id: number): Promise<void> {
  const before = await changeable(scope, id)
  await queries.deleteView(scope, id)
  await told(scope, viewDeleted, { id, name: before.name, is_shared: before.is_shared })
}

/** Puts it among those of the same owner, who then stand at 1, 2, 3 …; those that only made room keep their version. */
async function place(scope: Scope, { id, owner_user_id }: queries.ViewRow, position: number): Promise<void> {
  await lockSetup(scope)
  const all = await queries.selectViews(scope)
  const ids = all.flatMap((one) => (one.is_system || one.owner_user_id !== owner_user_id ? [] : [one.id]))
  await queries.placeViews(scope, placed(ids, id, Math.max(1, position)))
}

async function changeable(scope: Scope, id: number): Promise<queries.ViewRow> {
  const view = await found(scope, id)
  if (view.is_system) throw problem('view_is_fixed')
  if (view.is_shared) demand(scope, 'tickets.configure')
  return view
}

interface What {
  id: number
  name: string
  is_shared: boolean
  changes?: { field: string; from: unknown; to: unknown }[]
}

const told = (scope: Scope, event: typeof viewCreated, { id, ...data }: What) =>
  announce(scope, event, { subject_id: id, company_id: null, data })
