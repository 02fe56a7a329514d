import type { Transaction } from '../database/index.ts'
import { declarePersonalData } from '../personal/index.ts'
import { type Batch, declareRetention, type Retention } from './registry.ts'
import { oldRows } from './rows.ts'

declarePersonalData({
  table: 'scheduled_task_runs',
  user_column: 'requested_by_user_id',
  role: 'portal_provider',
  exported: ['id', 'scheduled_task_id', 'trigger', 'status', 'created_at'],
  on_erase: { keep: 'who started a task stands in its run for 90 days' },
})

declareRetention(
  {
    name: 'tasks.runs',
    module: 'platform',
    table: 'scheduled_task_runs',
    days: 90,
    bounds: { min: 7, max: 730 },
    role: 'portal_system',
    remove: oldRows('scheduled_task_runs', { where: "status not in ('queued', 'running', 'retrying')" }),
  },
  {
    name: 'events.verifications',
    module: 'platform',
    table: 'event_verifications',
    days: 730,
    bounds: { min: 90, max: 3_650 },
    role: 'portal_system',
    remove: oldRows('event_verifications', { by: 'finished_at' }),
  },
  {
    name: 'events.failures',
    module: 'platform',
    table: 'event_failures',
    days: 90,
    bounds: { min: 7, max: 730 },
    role: 'portal_system',
    remove: oldRows('event_failures', { by: 'updated_at', where: "state = 'resolved'" }),
  },
  months('standard', { days: 730, min: 365 }),
  months('sign_in', { days: 365, min: 90 }),
)

/** Events go as whole months: nothing is ever deleted row by row. */
function months(kind: 'standard' | 'sign_in', { days, min }: { days: number; min: number }): Retention {
  return {
    name: `events.${kind}`,
    module: 'platform',
    table: 'events',
    days,
    bounds: { min, max: 3_650 },
    role: 'portal_system',
    async remove(tx: Transaction, { before }: Batch) {
      const { rows } = await tx.run<{ dropped: number }>('select drop_event_partitions($1, $2) as dropped', [
        kind,
        before.toISOString().slice(0, 10),
      ])
      return rows[0]?.dropped ?? 0
    },
  }
}
