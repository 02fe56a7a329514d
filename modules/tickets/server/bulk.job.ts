import { Id, z } from '../../../platform/contract/schema.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { defineJob, type JobWork } from '../../../platform/jobs/index.ts'
import { inDeskScope, listAssignable } from '../../companies/server/index.ts'
import { changePart, undoPart } from './bulk.part.ts'
import { failBulk, selectBulk } from './bulk.queries.ts'

const BulkData = z.object({ bulk_id: Id, user_id: Id, is_undo: z.boolean() })
type Work = JobWork<typeof BulkData>

/** In one transaction, so that other work gets its turn and a worker that takes over goes on from there. */
const batch = 100

/** Changes what matched a filter, in the name of whoever asked; goes on where an earlier attempt ended. */
export const bulkJob = defineJob({
  name: 'tickets.bulk',
  data: BulkData,
  kind: 'outside',
  retries: 5,
  retry_delay_seconds: 5,
  expire_seconds: 900,
  concurrency: 1,
  run,
})

async function run(work: Work): Promise<void> {
  const { bulk_id, user_id, is_undo } = work.data
  const first = await inDeskScope(work.database, asked(work, []), (scope) => selectBulk(scope, bulk_id))
  if (!first) return
  const company_ids = first.company_ids
  for (let isDone = false; !isDone; ) {
    work.signal.throwIfAborted()
    isDone = await inDeskScope(work.database, asked(work, company_ids), async (scope) => {
      const row = await selectBulk(scope, bulk_id, true)
      if (!row || isOver(row, is_undo)) return true
      if (!(await stillWorks(scope, user_id))) {
        await failBulk(scope, bulk_id)
        return true
      }
      return is_undo ? undoPart(scope, row, batch) : changePart(scope, row, batch)
    })
  }
}

const asked = ({ data }: Work, company_ids: readonly number[] | null) => ({
  user_id: data.user_id,
  company_ids,
  request_id: `ticket-bulk-${data.bulk_id}`,
})

const isOver = ({ status }: { status: string }, isUndo: boolean) =>
  status === 'failed' || status === 'undone' || (status === 'done' && !isUndo)

/** Whose right was taken away meanwhile changes nothing more. */
async function stillWorks(scope: Scope, userId: number): Promise<boolean> {
  const people = await listAssignable(scope, 'tickets.answer')
  return people.some(({ user_id }) => user_id === userId)
}
