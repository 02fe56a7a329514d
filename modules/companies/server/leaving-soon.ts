import { z } from '../../../platform/contract/schema.ts'
import type { Database, Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { defineTask } from '../../../platform/jobs/index.ts'
import { inHouseScope } from './scope.ts'
import { selectPlace, selectStaff } from './staff.queries.ts'
import { staffLeavingSoon, staffOffboardFailed } from './staff-leaving.events.ts'
import { countFailure, takeLeaving } from './staff-leaving.queries.ts'

const batch = 200
/** So many failures of one off-boarding raise the alarm, once; it is tried every minute all the same. */
const alarmAfter = 10

/** Announces whoever is off-boarded within a day, once per planned time. */
export async function leavingSoon(database: Database, signal?: AbortSignal): Promise<{ announced: number }> {
  let announced = 0
  for (let found = batch; found === batch && !signal?.aborted; announced += found)
    found = await inHouseScope(database, { company_id: null, request_id: 'leaving-soon' }, async (scope) => {
      const rows = await takeLeaving(scope, batch)
      for (const { id, company_id, user_id, offboard_at } of rows)
        await announce(scope, staffLeavingSoon, {
          subject_id: id,
          company_id,
          data: { user_id, offboard_at: String(offboard_at) },
        })
      return rows.length
    })
  return { announced }
}

/** Remembers that somebody could not be off-boarded; the tenth time it is announced. */
export const noteFailure = (database: Database, id: number): Promise<void> =>
  inHouseScope(database, { company_id: null, request_id: 'offboard-due' }, async (scope) => {
    const row = await countFailure(scope, id)
    if (row?.offboard_tries !== alarmAfter) return
    const data = { user_id: row.user_id, offboard_at: String(row.offboard_at), tries: alarmAfter }
    await announce(scope, staffOffboardFailed, { subject_id: id, company_id: row.company_id, data })
  })

/** What a message says about a person of the directory; null when they are gone from it. */
export async function staffInWords(
  scope: Scope,
  id: number,
): Promise<{ name: string; leaves: string } | null> {
  const row = await selectStaff(scope, id)
  if (!row || row.archived_at !== null) return null
  const name = `${row.first_name} ${row.last_name}`.trim()
  if (row.offboard_at === null) return { name, leaves: '' }
  const timeZone = (await selectPlace(scope, row.company_id)).time_zone ?? 'UTC'
  const words = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone })
  return { name, leaves: `${words.format(new Date(row.offboard_at))} (${timeZone})` }
}

defineTask({
  name: 'companies.leaving_soon',
  label: 'Tell who is off-boarded within a day',
  input: z.object({}),
  per_company: false,
  cron: '5 * * * *',
  run: ({ database, signal }) => leavingSoon(database, signal),
})
