import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Cursor, Scope } from '../../../platform/database/index.ts'
import type { AccountAction, StaffItem } from '../contract/staff.ts'

const item = sql`s.id, s.company_id, c.name as company_name, s.user_id, s.first_name, s.last_name, s.email,
  s.mobile_phone, s.phone, s.job_title, s.department, s.enabled, s.onboard_on, s.offboard_at, s.account_action,
  s.action_before, s.action_requested_by_user_id, s.source, s.missing_since, s.archived_at, s.version, s.created_at`

/** Members have no grant on the provider's note. */
const noteFor = (scope: Scope) => (scope.role === 'portal_provider' ? sql`s.note` : sql`null`)

/** An entry as lists read it. */
export interface StaffListRow extends Omit<StaffItem, 'next_actions'> {
  action_before: AccountAction | null
}

/** An entry as the database keeps it, with the names that belong to it. */
export interface StaffRow extends StaffListRow {
  manager_id: number | null
  manager_name: string | null
  employer: string | null
  street: string | null
  city: string | null
  state: string | null
  postcode: string | null
  country: string | null
  note: string | null
  mobile_changed_at: string | null
  action_requested_by_name: string | null
  action_at: string | null
  updated_at: string
}

/** One entry in scope. */
export async function selectStaff(scope: Scope, id: number): Promise<StaffRow | undefined> {
  const { rows } = await sql<StaffRow>`
    select ${item}, s.manager_id, coalesce(nullif(trim(m.first_name || ' ' || m.last_name), ''), s.manager_name) as manager_name,
      s.employer, s.street, s.city, s.state, s.postcode, s.country, ${noteFor(scope)} as note, s.mobile_changed_at,
      coalesce(p.display_name, p.email) as action_requested_by_name,
      s.action_at, s.updated_at
    from staff_members s join companies c on c.id = s.company_id
      left join staff_members m on m.company_id = s.company_id and m.id = s.manager_id
      left join lateral (select x.* from people x where x.id = s.action_requested_by_user_id offset 0) p on true
    where s.id = ${id}`.execute(scope.tx.queries)
  return rows[0]
}

export interface StaffList {
  limit: number
  /** null: every company in scope. */
  company_ids: readonly number[] | null
  words: readonly string[] | null
  user_id?: number | undefined
  department: string | undefined
  enabled?: boolean | undefined
  account_action?: AccountAction | undefined
  has_login?: boolean | undefined
  missing?: boolean | undefined
  archived: 'no' | 'only' | 'all'
  sort: 'last_name' | 'department' | '-created_at' | 'offboard_at'
}

const name = sql`lower(s.last_name), lower(s.first_name)`
const leaving = sql`coalesce(s.offboard_at, 'infinity')`

/** Each order walks an index of its own: by company, or over all of them. */
const orders: Record<StaffList['sort'], { keys: RawBuilder<unknown>; by: RawBuilder<unknown> }> = {
  last_name: {
    keys: sql`array[lower(s.last_name), lower(s.first_name)]`,
    by: sql`${name}, s.id`,
  },
  department: {
    keys: sql`array[s.department, lower(s.last_name)]`,
    by: sql`s.department, lower(s.last_name), s.id`,
  },
  '-created_at': { keys: sql`array[s.created_at::text]`, by: sql`s.created_at desc, s.id desc` },
  offboard_at: { keys: sql`array[${leaving}::text]`, by: sql`${leaving}, s.id` },
}

function behind(sort: StaffList['sort'], { values, id }: Cursor): RawBuilder<SqlBool> {
  const [first = '', second = ''] = values
  switch (sort) {
    case 'last_name':
      return sql`(${name}, s.id) > (${first}, ${second}, ${id})`
    case 'department':
      return sql`(s.department, lower(s.last_name), s.id) > (${first}, ${second}, ${id})`
    case '-created_at':
      return sql`(s.created_at, s.id) < (${first}::timestamptz, ${id})`
    case 'offboard_at':
      return sql`(${leaving}, s.id) > (${first}::timestamptz, ${id})`
  }
}

/** More than this many matches of a search are not looked at; they are the first by name. */
const mostFound = 5_000

export async function selectStaffList(
  scope: Scope,
  list: StaffList,
  after: Cursor | null,
): Promise<(StaffListRow & { order_keys: string[] })[]> {
  const { keys, by } = orders[list.sort]
  const conditions = [...filtersOf(list), ...(after ? [behind(list.sort, after)] : [])]
  const { rows } = await sql<StaffListRow & { order_keys: string[] }>`
    select ${item}, ${keys} as order_keys from staff_members s join companies c on c.id = s.company_id
    where ${sql.join(conditions, sql` and `)} order by ${by} limit ${list.limit + 1}`.execute(
    scope.tx.queries,
  )
  return rows
}

/** How many there are, counted up to `most` and one more. */
export async function countStaffList(scope: Scope, list: StaffList, most: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from (select from staff_members s
    where ${sql.join(filtersOf(list), sql` and `)} limit ${most + 1}) counted`.execute(scope.tx.queries)
  return rows[0]?.n ?? 0
}

function filtersOf(list: StaffList): RawBuilder<SqlBool>[] {
  const { words, department, enabled, account_action, has_login, missing, archived } = list
  return [
    ...companiesOf(list),
    ...(words ? [found(list, words)] : []),
    ...when(list.user_id, (id) => sql`s.user_id = ${id}`),
    ...when(department, (name) => sql`s.department = ${name}`),
    ...when(enabled, (is) => sql`s.enabled = ${is}`),
    ...when(account_action, (place) => sql`s.account_action = ${place}`),
    ...when(has_login, (has) => sql`(s.user_id is not null) = ${has}`),
    ...when(missing, (is) => sql`(s.missing_since is not null) = ${is}`),
    archived === 'all' ? sql`true` : sql`(s.archived_at is null) = ${archived === 'no'}`,
  ]
}

const when = <T>(value: T | undefined, condition: (value: T) => RawBuilder<SqlBool>) =>
  value === undefined ? [] : [condition(value)]

/** A single company is named as one, so that its index gives the order. */
const onlyOne = ({ company_ids }: StaffList) => (company_ids?.length === 1 ? (company_ids[0] ?? null) : null)

function companiesOf(list: StaffList): RawBuilder<SqlBool>[] {
  if (list.company_ids === null) return []
  const one = onlyOne(list)
  return [
    one === null ? sql`s.company_id = any (${[...list.company_ids]}::bigint[])` : sql`s.company_id = ${one}`,
  ]
}

const found = (list: StaffList, words: readonly string[]) =>
  sql<SqlBool>`s.id in (select f.id from staff_search(${onlyOne(list)}, ${[...words]}::text[], ${mostFound},
    ${list.department ?? null}) f)`

/** Departments of a company by name; people who have none are not counted. */
export async function selectDepartments(scope: Scope, companyId: number, only: string | null) {
  const { rows } = await sql<{ name: string; count: number }>`
    select department as name, count(*)::int as count from staff_members
    where company_id = ${companyId} and archived_at is null and department <> ''
      and (${only}::text is null or department = ${only})
    group by department order by lower(department), department limit 500`.execute(scope.tx.queries)
  return rows
}

/** The department of somebody's own entry; nothing when they have none. */
export async function selectOwnDepartment(
  scope: Scope,
  companyId: number,
  userId: number,
): Promise<string | undefined> {
  const row = await scope.tx.queries
    .selectFrom('staff_members')
    .select('department')
    .where('company_id', '=', companyId)
    .where('user_id', '=', userId)
    .where('archived_at', 'is', null)
    .executeTakeFirst()
  return row?.department
}

/** People by exact number or address, and those whose other number ends with these digits. */
export async function selectCallers(
  scope: Scope,
  asked: { mobile_phone: string | null; digits: string | null; email_key: string | null },
): Promise<(StaffListRow & { country: string | null })[]> {
  const { mobile_phone, digits, email_key } = asked
  const scoped = scope.all_companies
    ? sql`true`
    : sql`s.company_id = any (${[...scope.company_ids]}::bigint[])`
  const { rows } = await sql<StaffListRow & { country: string | null }>`
    select ${item}, c.country from staff_members s join companies c on c.id = s.company_id
    where s.id = any (array(
        select id from staff_members where mobile_phone = ${mobile_phone} union
        select id from staff_members where email_key = ${email_key} union
        select id from staff_search(null, ${digits === null ? [] : [digits]}::text[], 100)))
      and s.archived_at is null and ${scoped}
    order by c.name, ${name}, s.id limit 100`.execute(scope.tx.queries)
  return rows
}

/** Where numbers without a country belong, and local times: the company's own, else the provider's. */
export async function selectPlace(
  scope: Scope,
  companyId: number | null,
): Promise<{ country: string | null; time_zone: string | null }> {
  const { rows } = await sql<{ country: string | null; time_zone: string | null }>`
    select coalesce(c.country, p.country) as country, coalesce(c.time_zone, p.time_zone) as time_zone
    from companies p left join companies c on c.id = ${companyId} where p.kind = 'provider'`.execute(
    scope.tx.queries,
  )
  return rows[0] ?? { country: null, time_zone: null }
}

/** At most `limit` entries are counted, of one company or of all in scope; of one department when it is named. */
export async function countStaff(
  scope: Scope,
  companyId: number | null,
  department: string | null,
  limit: number,
): Promise<number> {
  const where = companyId === null ? sql`true` : sql`company_id = ${companyId}`
  const { rows } = await sql<{ value: number }>`select count(*)::int as value from (
    select from staff_members where ${where} and archived_at is null
      and (${department}::text is null or department = ${department}) limit ${limit}) counted`.execute(
    scope.tx.queries,
  )
  return rows[0]?.value ?? 0
}
