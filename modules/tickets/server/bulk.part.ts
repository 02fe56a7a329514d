import type { Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { bulkFinished, bulkUndone } from './bulk.events.ts'
import * as queries from './bulk.queries.ts'
import { changeEach, undoEach } from './bulk.step.ts'

/** Puts back some of what is left; whether all is done. */
export async function undoPart(scope: Scope, row: queries.BulkRow, most: number): Promise<boolean> {
  await undoEach(scope, row.before.slice(0, most))
  const left = row.before.slice(most)
  await queries.noteUndone(scope, row.id, left)
  if (left.length > 0) return false
  await announce(scope, bulkUndone, { subject_id: row.id, company_id: null, data: factsOf(row) })
  return true
}

/** Changes some of what is left; whether all is done. */
export async function changePart(scope: Scope, row: queries.BulkRow, most: number): Promise<boolean> {
  const at = row.done + row.skipped.length + row.failed.length
  const outcome = await changeEach(scope, row.ticket_ids.slice(at, at + most), row.action)
  const isDone = at + most >= row.ticket_ids.length
  await queries.noteBulk(scope, row.id, outcome, isDone)
  if (isDone) {
    const over = await queries.selectBulk(scope, row.id)
    if (over) await tellFinished(scope, over)
  }
  return isDone
}

/** Tells that all of it is done. */
export const tellFinished = (scope: Scope, row: queries.BulkRow) =>
  announce(scope, bulkFinished, { subject_id: row.id, company_id: null, data: factsOf(row) })

const factsOf = ({ total, done, skipped, failed, action }: queries.BulkRow) => ({
  total,
  done,
  skipped: skipped.length,
  failed: failed.length,
  fields: Object.keys(action),
})
