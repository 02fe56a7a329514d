import { Problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import type { BulkAction } from '../contract/bulk.ts'
import type { Before, Outcome } from './bulk.queries.ts'
import { changeTurn } from './change.service.ts'
import { statusOf } from './choice.service.ts'
import { say } from './entry.ts'
import { removeTicket } from './removal.service.ts'
import { selectTags } from './tagging.queries.ts'
import { beginTurn, endTurn, moveTo, type Turn } from './turn.ts'

/** Changes these tickets one after another, each in a savepoint of its own: what fails leaves the others alone. */
export async function changeEach(scope: Scope, ids: readonly number[], action: BulkAction): Promise<Outcome> {
  const outcome: Outcome = { done: [], skipped: [], failed: [], before: [] }
  for (const id of ids) {
    try {
      const changed = await scope.tx.savepoint(() => changeOne(scope, id, action))
      if (changed === null) outcome.skipped.push({ id, code: 'unchanged' })
      else {
        outcome.done.push(id)
        if (Object.keys(changed.to).length > 0) outcome.before.push(changed)
      }
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      outcome.failed.push({ id, code: codeOf(error) })
    }
  }
  return outcome
}

/** The field's own code says more than that a field is wrong. */
const codeOf = ({ code, details }: Problem) =>
  code === 'invalid_input' ? ((details.errors as { code: string }[] | undefined)?.[0]?.code ?? code) : code

async function changeOne(scope: Scope, id: number, action: BulkAction): Promise<Before | null> {
  if (action.delete) {
    await removeTicket(scope, id)
    return { id, from: {}, to: {} }
  }
  const turn = await beginTurn(scope, id)
  const { reply, add_tags, remove_tags, delete: _, ...fields } = action
  const isTagging = add_tags !== undefined || remove_tags !== undefined
  const tagsBefore = isTagging ? await tagsOf(scope, id) : []
  if (reply) await say(turn, reply)
  await changeTurn(turn, { ...fields, add_tags, remove_tags })
  if (Object.keys(turn.set).length + turn.told.length === 0) return null
  await endTurn(turn)

  const before = beforeOf(turn, fields)
  if (isTagging) noteTags(before, tagsBefore, await tagsOf(scope, id))
  return { id, ...before }
}

const tagsOf = async (scope: Scope, id: number) => (await selectTags(scope, [id])).get(id) ?? []

const undoable = ['status', 'priority', 'assigned_user_id', 'category_id'] as const

function beforeOf({ ticket, set }: Turn, fields: Partial<BulkAction>): Omit<Before, 'id'> {
  const touched = undoable.filter((field) => field in set && fields[field] !== undefined)
  const isSettled = ticket.needs_answer_since !== null && set.needs_answer_since === null
  return {
    from: {
      ...Object.fromEntries(touched.map((field) => [field, ticket[field]])),
      ...(isSettled && { needs_answer_since: ticket.needs_answer_since }),
    },
    to: Object.fromEntries(touched.map((field) => [field, fields[field]])),
  }
}

function noteTags(
  { from, to }: Omit<Before, 'id'>,
  before: readonly string[],
  after: readonly string[],
): void {
  const added = after.filter((tag) => !before.includes(tag))
  const removed = before.filter((tag) => !after.includes(tag))
  if (added.length > 0) to.add_tags = added
  if (removed.length > 0) to.remove_tags = removed
  if (added.length + removed.length > 0) from.tags = before
}

/** Puts back what still is as the change made it; how many tickets that were. */
export async function undoEach(scope: Scope, entries: readonly Before[]): Promise<number> {
  let undone = 0
  for (const entry of entries) {
    try {
      if (await scope.tx.savepoint(() => undoOne(scope, entry))) undone++
    } catch (error) {
      // What can no longer be put back (a ticket that is gone, an assignee who left) stays.
      if (!(error instanceof Problem)) throw error
    }
  }
  return undone
}

/** Whoever waited for an answer before it was said to be over does so again, unless they had one or asked again. */
function waitAgain({ ticket, set }: Turn, { needs_answer_since }: Before['from']): void {
  if (typeof needs_answer_since !== 'string') return
  if (ticket.needs_answer_since === null && ticket.last_reply_side === 'customer')
    set.needs_answer_since = needs_answer_since
}

async function undoOne(scope: Scope, { id, from, to }: Before): Promise<boolean> {
  const turn = await beginTurn(scope, id)
  const { ticket } = turn
  const still = undoable.filter((field) => field in to && ticket[field] === to[field])
  const { status, ...fields } = Object.fromEntries(still.map((field) => [field, from[field]]))
  const now = await tagsOf(scope, id)
  const added = ((to.add_tags as string[] | undefined) ?? []).filter((tag) => now.includes(tag))
  const removed = ((to.remove_tags as string[] | undefined) ?? []).filter((tag) => !now.includes(tag))
  await changeTurn(turn, {
    ...fields,
    ...(added.length > 0 && { remove_tags: added }),
    ...(removed.length > 0 && { add_tags: removed }),
  })
  if (typeof status === 'string') {
    moveTo(turn, await statusOf(scope, status), { is_back: true })
    waitAgain(turn, from)
  }
  if (Object.keys(turn.set).length + turn.told.length === 0) return false
  await endTurn(turn)
  return true
}
