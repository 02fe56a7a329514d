import { z } from '../../../platform/contract/schema.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { defineJob, enqueue, type JobDefinition } from '../../../platform/jobs/index.ts'
import { inHouseScope } from '../../companies/server/index.ts'
import { statusOf } from './choice.service.ts'
import { setupEvents } from './setup.events.ts'
import * as queries from './setup.queries.ts'
import { told } from './setup.ts'
import { retireStatus, selectInStatus } from './status.queries.ts'
import { beginTurn, endTurn, moveTo } from './turn.ts'

const batch = 500
const Which = z.object({ key: z.string() })

/** Empties a status that is being removed, 500 tickets in a transaction; the last of them removes it. */
export const moveStatusJob: JobDefinition<typeof Which> = defineJob({
  name: 'tickets.move_status',
  data: Which,
  kind: 'database',
  retries: 5,
  retry_delay_seconds: 5,
  retry_max_delay_seconds: 300,
  expire_seconds: 300,
  concurrency: 1,
  run: (work) =>
    inHouseScope(work.database, { company_id: null, request_id: 'ticket-status-removal' }, async (scope) => {
      if (await moveSome(scope, work.data.key)) await enqueue(scope, moveStatusJob, work.data)
      await work.settle(scope)
    }),
})

/** Whether there is more to do. */
async function moveSome(scope: Scope, key: string): Promise<boolean> {
  const status = (await queries.selectDeskStatuses(scope)).find((one) => one.key === key)
  if (!status?.moving_to) return false
  const to = await statusOf(scope, status.moving_to)
  const ids = await selectInStatus(scope, key, batch)
  for (const id of ids) {
    const turn = await beginTurn(scope, id)
    moveTo(turn, to, { is_silent: true })
    await endTurn(turn)
  }
  if (ids.length === batch) return true
  await retireStatus(scope, key, to.key)
  await queries.deleteStatus(scope, key)
  await told(scope, setupEvents.status.deleted, { name: status.label })
  return false
}
