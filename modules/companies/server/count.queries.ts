import { sql } from 'kysely'
import type { Scope } from '../../../platform/database/index.ts'

export interface KeptNumber {
  name: string
  value: number
  capped: boolean
}

/** Kept numbers summed over the companies in scope; what is 0 everywhere is left out. */
export async function selectSums(scope: Scope, names: readonly string[]): Promise<KeptNumber[]> {
  const { rows } = await sql<KeptNumber>`select name, sum(value)::bigint as value, bool_or(capped) as capped
    from company_counts where value > 0 and name = any (${[...names]}::text[])
      ${scope.all_companies ? sql`` : sql`and company_id = any (${[...scope.company_ids]}::bigint[])`}
    group by name`.execute(scope.tx.queries)
  return rows
}

/** Numbers of each of these companies. */
export async function selectNumbersOf(scope: Scope, companyIds: readonly number[], names: readonly string[]) {
  const { rows } = await scope.tx.run<KeptNumber & { company_id: number }>(
    `select company_id, name, value, capped from company_counts
     where company_id = any ($1::bigint[]) and name = any ($2::text[])`,
    [[...companyIds], [...names]],
  )
  return rows
}

/** Since when a changed number in scope has been waiting to be counted; null when none is. */
export async function selectWaitingSince(scope: Scope): Promise<string | null> {
  const { rows } = await sql<{ since: string | null }>`select marked_at as since from company_count_marks
    ${scope.all_companies ? sql`` : sql`where company_id = any (${[...scope.company_ids]}::bigint[])`}
    order by marked_at limit 1`.execute(scope.tx.queries)
  return rows[0]?.since ?? null
}

/** Marks numbers of a company; a company that is gone meanwhile has none. */
export async function insertMarks(scope: Scope, companyId: number, names: readonly string[]): Promise<void> {
  await scope.tx.run(
    `insert into company_count_marks (company_id, name)
     select c.id, n from companies c, unnest($2::text[]) n where c.id = $1 order by n on conflict do nothing`,
    [companyId, [...names]],
  )
}

/** Marks what was never counted: numbers that are new in this release. How many. */
export async function markUncounted(scope: Scope, names: readonly string[]): Promise<number> {
  const { rowCount } = await scope.tx.run(
    `insert into company_count_marks (company_id, name)
     select c.id, n from companies c, unnest($1::text[]) n
     where not exists (select from company_counts k where k.company_id = c.id and k.name = n)
     on conflict do nothing`,
    [[...names]],
  )
  return rowCount ?? 0
}

/** Whether anything is marked. */
export async function isAnythingMarked(scope: Scope): Promise<boolean> {
  const { rows } = await scope.tx.run('select 1 from company_count_marks limit 1')
  return rows.length > 0
}

/** Companies with marks, the longest waiting first. */
export async function selectMarked(scope: Scope, without: readonly number[]): Promise<number[]> {
  const { rows } = await scope.tx.run<{ company_id: number }>(
    `select company_id from company_count_marks where company_id <> all ($1::bigint[])
     group by company_id order by min(marked_at), company_id limit 200`,
    [[...without]],
  )
  return rows.map(({ company_id }) => company_id)
}

/** Takes the marks of a company away; gives back what is to be counted. */
export async function takeMarks(scope: Scope, companyId: number): Promise<string[]> {
  const { rows } = await scope.tx.run<{ name: string }>(
    'delete from company_count_marks where company_id = $1 returning name',
    [companyId],
  )
  return [...new Set(rows.map(({ name }) => name))]
}

/** Keeps what was counted; whether it is another number than before. */
export async function putNumber(scope: Scope, companyId: number, number: KeptNumber): Promise<boolean> {
  const { rows } = await scope.tx.run<{ differs: boolean }>(
    `with before as (select value, capped from company_counts where company_id = $1 and name = $2)
     insert into company_counts (company_id, name, value, capped) values ($1, $2, $3::bigint, $4::boolean)
     on conflict (company_id, name) do update set value = excluded.value, capped = excluded.capped, counted_at = now()
     returning (coalesce((select value from before), 0), coalesce((select capped from before), false))
       is distinct from ($3::bigint, $4::boolean) as differs`,
    [companyId, number.name, number.value, number.capped],
  )
  return rows[0]?.differs === true
}

/** The next companies after this one, for a walk over all. */
export async function selectCompanyIds(scope: Scope, after: number, limit: number): Promise<number[]> {
  const { rows } = await scope.tx.run<{ id: number }>(
    'select id from companies where id > $1 order by id limit $2',
    [after, limit],
  )
  return rows.map(({ id }) => id)
}

/** Active members of a company, counted to the limit at most. */
export async function countMembers(scope: Scope, companyId: number, limit: number): Promise<number> {
  const { rows } = await scope.tx.run<{ members: number }>(
    `select count(*)::int as members from (select from memberships
       where company_id = $1 and status = 'active' and removed_at is null limit $2) x`,
    [companyId, limit],
  )
  return rows[0]?.members ?? 0
}

/** 1 for an open customer, so that the provider's sum is the number of its customers. */
export async function isOpenCustomer(scope: Scope, companyId: number): Promise<number> {
  const { rows } = await scope.tx.run(
    `select 1 from companies where id = $1 and kind = 'customer' and archived_at is null`,
    [companyId],
  )
  return rows.length
}

/** Entries at this step of their boarding, counted to the limit at most. */
export async function countBoardings(scope: Scope, companyId: number, action: string, limit: number) {
  const { rows } = await scope.tx.run<{ n: number }>(
    `select count(*)::int as n from (select from staff_members
       where company_id = $1 and account_action = $2 and archived_at is null limit $3) x`,
    [companyId, action, limit],
  )
  return rows[0]?.n ?? 0
}
