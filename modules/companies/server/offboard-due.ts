import { z } from '../../../platform/contract/schema.ts'
import type { Database, Scope } from '../../../platform/database/index.ts'
import { defineTask } from '../../../platform/jobs/index.ts'
import type { Log } from '../../../platform/log/index.ts'
import { noteFailure } from './leaving-soon.ts'
import { inHouseScope } from './scope.ts'
import { selectStaff } from './staff.queries.ts'
import { departure, takeStep } from './staff-action.service.ts'
import { lockDue } from './staff-write.queries.ts'

/**
 * Off-boards everybody whose time has come. Each is a transaction of its own and is taken by one node only; who
 * cannot be off-boarded does not keep the others, and the run says so at its end.
 */
export async function offboardDue(database: Database, log?: Log): Promise<{ offboarded: number }> {
  const failed: number[] = []
  let offboarded = 0
  for (;;) {
    const taken = { id: 0 }
    try {
      const found = await inHouseScope(database, { company_id: null, request_id: 'offboard-due' }, (scope) =>
        offboardNext(scope, failed, taken),
      )
      if (!found) break
      offboarded++
    } catch (error) {
      if (taken.id === 0) throw error
      log?.error({ error, staff_member_id: taken.id }, 'Somebody could not be off-boarded')
      failed.push(taken.id)
      await noteFailure(database, taken.id)
    }
  }
  if (failed.length > 0)
    throw new Error(`${failed.length} people could not be off-boarded: ${failed.join(', ')}`)
  return { offboarded }
}

async function offboardNext(
  scope: Scope,
  except: readonly number[],
  taken: { id: number },
): Promise<boolean> {
  const id = await lockDue(scope, except)
  if (id === undefined) return false
  taken.id = id
  const row = await selectStaff(scope, id)
  if (row) await takeStep(scope, row, departure)
  return true
}

defineTask({
  name: 'companies.offboard_due',
  label: 'Off-board people whose time has come',
  input: z.object({}),
  per_company: false,
  cron: '* * * * *',
  run: ({ database, log }) => offboardDue(database, log),
})
