import type { Received } from '../../../platform/contract/endpoint.ts'
import { invalid, notFound, Problem, problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { enqueue } from '../../../platform/jobs/index.ts'
import { type BulkAction, type BulkChange, type bulkApi, bulkMost } from '../contract/bulk.ts'
import { personOf } from './attachment.service.ts'
import { bulkJob } from './bulk.job.ts'
import { tellFinished, undoPart } from './bulk.part.ts'
import * as queries from './bulk.queries.ts'
import { changeEach } from './bulk.step.ts'
import { countAsked, selectVisible } from './bulk-people.queries.ts'
import { priorityOf, statusOf } from './choice.service.ts'
import { sightOf } from './sight.ts'
import { tagSlugs } from './tagging.service.ts'
import { selectMatching } from './ticket-list.queries.ts'
import { readQuestion } from './ticket-list.question.ts'
import { wantedOf } from './ticket-list.wanted.ts'
import { questionOfView } from './view.service.ts'

type Asked = Received<NonNullable<typeof bulkApi.changeMany.body>>

interface AtOnce {
  change_id: number
  done: number[]
  skipped: queries.Refused[]
  failed: queries.Refused[]
}
type Answered = { at_once: AtOnce; begun?: never } | { at_once?: never; begun: BulkChange }

/** So many are put back within the request; more become a job. */
const undoneAtOnce = 200
const undoMinutes = 10

/** Changes named tickets at once, or begins to change all that match a filter. */
export async function changeMany(scope: Scope, asked: Asked): Promise<Answered> {
  await refuseUnsound(scope, asked)
  if (asked.ids) return { at_once: await changeNamed(scope, [...new Set(asked.ids)], asked.action) }
  return { begun: await beginMatching(scope, asked) }
}

async function changeNamed(scope: Scope, ids: readonly number[], action: BulkAction) {
  const change_id = await queries.insertBulk(scope, newBulk(scope, ids, action), 'running')
  const outcome = await changeEach(scope, ids, action)
  await queries.noteBulk(scope, change_id, outcome, true)
  await tellFinished(scope, await found(scope, change_id))
  const { done, skipped, failed } = outcome
  return { change_id, done, skipped, failed }
}

const newBulk = (scope: Scope, ticket_ids: readonly number[], action: BulkAction, filter?: unknown) => ({
  user_id: personOf(scope),
  action,
  filter,
  ticket_ids,
  company_ids: scope.all_companies ? null : scope.company_ids,
})

/** How many people an answer in these tickets, or in all that match, would reach. */
export async function peopleOf(
  scope: Scope,
  { ids, ...filter }: Received<NonNullable<typeof bulkApi.bulkPeople.query>>,
) {
  const found = ids ? await selectVisible(scope, ids) : await matching(scope, filter)
  return { tickets: found.length, people: await countAsked(scope, found) }
}

async function matching(scope: Scope, { view_id, ...given }: NonNullable<Asked['filter']>) {
  const question = view_id === undefined ? given : await questionOfView(scope, view_id, given)
  const sight = sightOf(scope)
  const wanted = wantedOf(sight, question, readQuestion(question.q))
  const ids = await selectMatching(scope, sight, wanted, bulkMost)
  if (ids.length > bulkMost) throw invalid('filter', 'too_many', 'At most 10 000 tickets at once.', bulkMost)
  return ids
}

async function beginMatching(
  scope: Scope,
  { filter = {}, expected = 0, action }: Asked,
): Promise<BulkChange> {
  const ids = await matching(scope, filter)
  if (Math.abs(ids.length - expected) > expected * 0.05)
    throw problem('expectation_failed', { members: { found: ids.length, expected } })
  const id = await queries.insertBulk(scope, newBulk(scope, ids, action, filter), 'queued')
  await enqueue(scope, bulkJob, { bulk_id: id, user_id: personOf(scope), is_undo: false })
  return shown(await found(scope, id))
}

/** 422 and 403 before anything is written. */
async function refuseUnsound(scope: Scope, { ids, filter, expected, action }: Asked): Promise<void> {
  if ((ids === undefined) === (filter === undefined))
    throw invalid('ids', 'required', 'Name tickets, or give the filter that finds them.')
  if (filter !== undefined && expected === undefined)
    throw invalid('expected', 'required', 'Say how many tickets you saw.')
  const given = Object.values(action).filter((value) => value !== undefined).length
  if (given === 0) throw invalid('action', 'required', 'Say what is to be done.')
  if (action.delete && given > 1)
    throw invalid('action.delete', 'not_allowed', 'Nothing can be done beside it.')
  if (action.delete && !scope.is_super_admin) throw problem('forbidden')
  await below('action', async () => {
    if (action.status !== undefined) await statusOf(scope, action.status)
    if (action.priority !== undefined) await priorityOf(scope, action.priority)
    tagSlugs('add_tags', action.add_tags ?? [])
    tagSlugs('remove_tags', action.remove_tags ?? [])
  })
}

/** Fields of what stands below a field are named by both. */
async function below(field: string, check: () => Promise<void>): Promise<void> {
  try {
    await check()
  } catch (error) {
    const errors =
      error instanceof Problem ? (error.details.errors as { field: string }[] | undefined) : undefined
    if (!errors) throw error
    throw problem('invalid_input', {
      errors: errors.map((one) => ({ ...one, field: `${field}.${one.field}` })) as never,
    })
  }
}

async function found(scope: Scope, id: number, isLocked = false): Promise<queries.BulkRow> {
  const row = await queries.selectBulk(scope, id, isLocked)
  if (!row) throw notFound()
  return row
}

function shown(row: queries.BulkRow): BulkChange {
  const { id, status, action, total, done, skipped, failed, created_at, finished_at, undone_at } = row
  const end = finished_at === null ? null : new Date(Date.parse(finished_at) + undoMinutes * 60_000)
  const mayUndo = status === 'done' && !row.is_late && row.before.length > 0
  return {
    id,
    kind: 'ticket_bulk_change',
    status,
    path: `/api/tickets/bulk/${id}`,
    action,
    total,
    done,
    skipped,
    failed,
    created_at,
    finished_at,
    undo_until: mayUndo && end ? end.toISOString() : null,
    undone_at,
  }
}

export async function listBulk(scope: Scope) {
  const rows = await queries.selectRecent(scope, personOf(scope))
  return { items: rows.map(shown) }
}

export const readBulk = async (scope: Scope, id: number) => shown(await found(scope, id))

/** Puts back what nobody changed since; what was said and mailed stays. 409 `too_late` after ten minutes. */
export async function undoBulk(scope: Scope, id: number): Promise<BulkChange> {
  const row = await found(scope, id, true)
  if (row.undone_at !== null) return shown(row)
  if (row.status !== 'done')
    throw problem('transition_not_allowed', { members: { from: row.status, allowed: ['done'] } })
  if (row.is_late) throw problem('too_late')
  if (row.before.length <= undoneAtOnce) await undoPart(scope, row, row.before.length)
  else {
    await queries.noteUndone(scope, id, row.before)
    await enqueue(scope, bulkJob, { bulk_id: id, user_id: row.user_id, is_undo: true })
  }
  return shown(await found(scope, id))
}
