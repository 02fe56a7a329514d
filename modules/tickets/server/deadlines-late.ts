import type { Database } from '../../../platform/database/index.ts'
import { awaitedSince } from '../../../platform/jobs/index.ts'
import { inHouseScope } from '../../companies/server/index.ts'
import { declareNotificationType, holdersOf, tell } from '../../notifications/server/index.ts'
import { deskOf } from './mail/people.ts'

const late = 'tickets.deadlines_late'
const toleratedMs = 600_000

declareNotificationType({
  event_type: late,
  label: 'Deadlines were looked at late',
  description: 'Warnings of promises, or the closing of solved tickets, came more than 10 minutes late',
  group: 'tickets',
  caused_by: [],
  side: 'provider',
  default_channels: ['email'],
})

/** The first run after a gap says so, once an hour at most, to those who run the portal and who manage the desk. */
export async function tellLateness({ database, run_id }: { database: Database; run_id: number }) {
  const since = await awaitedSince(database, run_id)
  const now = new Date()
  const gapMs = since ? now.getTime() - since.getTime() : 0
  if (!since || gapMs <= toleratedMs) return
  const minutes = Math.round(gapMs / 60_000)
  await inHouseScope(database, { company_id: null, request_id: `task-run-${run_id}` }, async (scope) => {
    const people = new Set([
      ...(await holdersOf(scope, 'super_admin')),
      ...(await deskOf(scope, null, 'tickets.manage')),
    ])
    await tell(scope, late, {
      people: [...people].map((user_id) => ({ user_id })),
      message: `Nobody looked at the desk’s deadlines for ${minutes} minutes. What was due in that time is told now.`,
      message_de: `${minutes} Minuten lang wurden die Fristen der Tickets nicht geprüft. Was in dieser Zeit fällig war, wird jetzt gemeldet.`,
      severity: 'warning',
      link: '/admin/tasks',
      company_id: null,
      dedupe_key: `hour:${now.toISOString().slice(0, 13)}`,
      metadata: { since: since.toISOString(), minutes },
    })
  })
}
