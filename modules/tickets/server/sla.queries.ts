import type { Scope } from '../../../platform/database/index.ts'
import type { Hours } from './sla.calendar.ts'
import type { Promises } from './sla.clock.ts'

interface PromiseRow extends Record<string, unknown> {
  id: number
  time_zone: string
  hours: Hours
  targets: Promises['targets']
  holidays: string[]
}

const columns = `p.id, c.time_zone, c.hours,
  (select coalesce(jsonb_object_agg(t.priority, jsonb_build_object('first_reply_minutes', t.first_reply_minutes,
      'resolve_minutes', t.resolve_minutes)), '{}') from ticket_sla_targets t where t.policy_id = p.id) as targets,
  (select coalesce(jsonb_agg(to_char(h.day, 'YYYY-MM-DD')), '[]') from ticket_calendar_holidays h
    where h.calendar_id = c.id) as holidays
from ticket_sla_policies p join ticket_calendars c on c.id = p.calendar_id`

const one = `select ${columns} where p.id = $1::bigint`
const ofCompany = `select ${columns} where p.id = coalesce(
  (select a.policy_id from ticket_sla_assignments a where a.company_id = $1::bigint),
  (select d.id from ticket_sla_policies d where d.is_default))`
const several = `select ${columns} where p.id = any ($1::bigint[])`

const promisesOf = ({ id, time_zone, hours, targets, holidays }: PromiseRow): Promises => ({
  policy_id: id,
  calendar: { time_zone, hours, holidays: new Set(holidays) },
  targets,
})

async function first(scope: Scope, statement: string, id: number | null): Promise<Promises | null> {
  const { rows } = await scope.tx.run<PromiseRow>(statement, [id])
  return rows[0] ? promisesOf(rows[0]) : null
}

/** What a policy promises. */
export const selectPromises = (scope: Scope, policyId: number) => first(scope, one, policyId)

/** What this company is promised: by its own policy, else by the default one, else nothing. */
export const selectPromisesTo = (scope: Scope, companyId: number | null) => first(scope, ofCompany, companyId)

/** What these policies promise, by their ids. */
export async function selectPromisesOf(scope: Scope, ids: number[]): Promise<Map<number, Promises>> {
  if (ids.length === 0) return new Map()
  const { rows } = await scope.tx.run<PromiseRow>(several, [[...new Set(ids)]])
  return new Map(rows.map((row) => [row.id, promisesOf(row)]))
}
