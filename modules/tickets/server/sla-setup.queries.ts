import { sql } from 'kysely'
import type { Scope } from '../../../platform/database/index.ts'
import type { DeskCalendar, SlaPolicy } from '../contract/sla.ts'
import { companyNames } from './ticket.columns.ts'

const rising = { version: sql<number>`version + 1`, updated_at: sql<string>`now()` }

const calendars = `select c.id, c.name, c.time_zone, c.hours, c.is_default, c.version,
  (select coalesce(jsonb_agg(jsonb_build_object('day', to_char(h.day, 'YYYY-MM-DD'), 'name', h.name) order by h.day), '[]')
    from ticket_calendar_holidays h where h.calendar_id = c.id) as holidays
from ticket_calendars c order by c.is_default desc, lower(c.name)`

export async function selectCalendars(scope: Scope): Promise<DeskCalendar[]> {
  return (await scope.tx.run<DeskCalendar & Record<string, unknown>>(calendars)).rows
}

type CalendarRow = Pick<DeskCalendar, 'name' | 'time_zone' | 'is_default' | 'hours'>

const stored = <Row extends Partial<CalendarRow>>({ hours, ...row }: Row) => ({
  ...row,
  ...(hours !== undefined && { hours: JSON.stringify(hours) }),
})

export async function insertCalendar(scope: Scope, { hours, ...row }: CalendarRow): Promise<number> {
  const { id } = await scope.tx.queries
    .insertInto('ticket_calendars')
    .values({ ...row, hours: JSON.stringify(hours) })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function updateCalendar(scope: Scope, id: number, change: Partial<CalendarRow>): Promise<void> {
  await scope.tx.queries
    .updateTable('ticket_calendars')
    .set({ ...stored(change), ...rising })
    .where('id', '=', id)
    .execute()
}

export async function replaceHolidays(
  scope: Scope,
  id: number,
  holidays: readonly { day: string; name: string }[],
): Promise<void> {
  await scope.tx.run('delete from ticket_calendar_holidays where calendar_id = $1', [id])
  await scope.tx.run(
    `insert into ticket_calendar_holidays (calendar_id, day, name)
     select $1, day::date, name from unnest($2::text[], $3::text[]) x (day, name) on conflict do nothing`,
    [id, holidays.map(({ day }) => day), holidays.map(({ name }) => name)],
  )
}

export async function deleteCalendar(scope: Scope, id: number): Promise<void> {
  await scope.tx.run('delete from ticket_calendars where id = $1', [id])
}

const policies = `select p.id, p.name, jsonb_build_object('id', c.id, 'name', c.name) as calendar, p.is_default, p.version,
  (select coalesce(jsonb_agg(jsonb_build_object('priority', t.priority, 'first_reply_minutes', t.first_reply_minutes,
      'resolve_minutes', t.resolve_minutes) order by r.rank desc), '[]')
    from ticket_sla_targets t join ticket_priorities r on r.key = t.priority where t.policy_id = p.id) as targets,
  (select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'name', n.name) order by lower(n.name)), '[]')
    from ticket_sla_assignments a join ${companyNames} n on n.id = a.company_id where a.policy_id = p.id) as companies
from ticket_sla_policies p join ticket_calendars c on c.id = p.calendar_id order by p.is_default desc, lower(p.name)`

export async function selectPolicies(scope: Scope): Promise<SlaPolicy[]> {
  return (await scope.tx.run<SlaPolicy & Record<string, unknown>>(policies)).rows
}

interface PolicyRow {
  name: string
  calendar_id: number
  is_default: boolean
}

export async function insertPolicy(scope: Scope, row: PolicyRow): Promise<number> {
  const { id } = await scope.tx.queries
    .insertInto('ticket_sla_policies')
    .values(row)
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function updatePolicy(scope: Scope, id: number, change: Partial<PolicyRow>): Promise<void> {
  await scope.tx.queries
    .updateTable('ticket_sla_policies')
    .set({ ...change, ...rising })
    .where('id', '=', id)
    .execute()
}

export async function replaceTargets(scope: Scope, id: number, targets: SlaPolicy['targets']): Promise<void> {
  await scope.tx.run('delete from ticket_sla_targets where policy_id = $1', [id])
  await scope.tx.run(
    `insert into ticket_sla_targets (policy_id, priority, first_reply_minutes, resolve_minutes)
     select $1, x.* from unnest($2::text[], $3::int[], $4::int[]) x`,
    [
      id,
      targets.map(({ priority }) => priority),
      targets.map(({ first_reply_minutes }) => first_reply_minutes),
      targets.map(({ resolve_minutes }) => resolve_minutes),
    ],
  )
}

/** Of the customers that the caller sees exactly these have it; what they had before is replaced. How many there are. */
export async function replaceAssignments(scope: Scope, id: number, companyIds: number[]): Promise<number> {
  await scope.tx.run(
    'delete from ticket_sla_assignments where policy_id = $1 and not company_id = any ($2::bigint[])',
    [id, companyIds],
  )
  const { rowCount } = await scope.tx.run(
    `insert into ticket_sla_assignments (company_id, policy_id)
     select n.id, $1 from ${companyNames} n where n.id = any ($2::bigint[])
     on conflict (company_id) do update set policy_id = excluded.policy_id`,
    [id, companyIds],
  )
  return rowCount ?? 0
}

export async function deletePolicy(scope: Scope, id: number): Promise<void> {
  await scope.tx.run('delete from ticket_sla_policies where id = $1', [id])
}
