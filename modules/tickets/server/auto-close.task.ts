import { z } from '../../../platform/contract/schema.ts'
import type { Database, Scope } from '../../../platform/database/index.ts'
import { defineTask } from '../../../platform/jobs/index.ts'
import { inHouseScope } from '../../companies/server/index.ts'
import { statusOfKind } from './choice.service.ts'
import { tellLateness } from './deadlines-late.ts'
import { selectResolved } from './sla.work.queries.ts'
import { settingsNow } from './ticket.settings.ts'
import { beginTurn, endTurn, moveTo } from './turn.ts'

const batch = 100

/** Closes what was resolved `auto_close_days` ago and not reopened, 100 in a transaction; 0 days: never. */
export async function closeResolved(database: Database, signal?: AbortSignal): Promise<{ closed: number }> {
  let closed = 0
  for (let done = batch; done === batch && !signal?.aborted; closed += done)
    done = await inHouseScope(database, { company_id: null, request_id: 'ticket-auto-close' }, closeSome)
  return { closed }
}

async function closeSome(scope: Scope): Promise<number> {
  const { auto_close_days } = (await settingsNow(scope)).settings
  if (auto_close_days === 0) return 0
  const ids = await selectResolved(scope, auto_close_days, batch)
  if (ids.length === 0) return 0
  const to = await statusOfKind(scope, 'closed')
  for (const id of ids) {
    const turn = await beginTurn(scope, id)
    moveTo(turn, to)
    await endTurn(turn)
  }
  return ids.length
}

defineTask({
  name: 'tickets.auto_close',
  label: 'Close tickets that stayed resolved',
  input: z.object({}),
  per_company: false,
  cron: '20 * * * *',
  async run(work) {
    await tellLateness(work)
    return closeResolved(work.database, work.signal)
  },
})
