import { sql } from 'kysely'
import type { Scope } from '../../../platform/database/index.ts'
import type { Domain } from '../contract.ts'

export interface JoiningDomain {
  company_id: number
  role_id: number
  role_name: string
  permission_names: string[]
}

/** Whether an open company has this e-mail domain. */
export async function isOfCompany(scope: Scope, domain: string): Promise<boolean> {
  const row = await scope.tx.queries
    .selectFrom('company_domains as d')
    .innerJoin('companies as c', 'c.id', 'd.company_id')
    .select('d.id')
    .where('d.domain', '=', domain)
    .where('c.archived_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

/** The open customer that takes in people of exactly this domain, and as what. */
export function selectJoining(scope: Scope, domain: string): Promise<JoiningDomain | undefined> {
  return scope.tx.queries
    .selectFrom('company_domains as d')
    .innerJoin('companies as c', 'c.id', 'd.company_id')
    .innerJoin('roles as r', 'r.id', 'd.role_id')
    .select(['d.company_id', 'r.id as role_id', 'r.name as role_name', 'r.permission_names'])
    .where('d.domain', '=', domain)
    .where('d.auto_join', '=', true)
    .where('c.archived_at', 'is', null)
    .where('c.kind', '=', 'customer')
    .executeTakeFirst()
}

/** Nothing when the person has, or ever had, a membership there. */
export async function insertByDomain(
  scope: Scope,
  member: { company_id: number; user_id: number; role_id: number },
): Promise<number | undefined> {
  const row = await scope.tx.queries
    .insertInto('memberships')
    .values({
      ...member,
      company_kind: 'customer',
      source: 'domain',
      status: 'active',
      joined_at: sql`now()`,
      last_active_at: sql`now()`,
    })
    .onConflict((conflict) => conflict.columns(['company_id', 'user_id']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

/** All domains of a company by name, or the one that is asked for. */
export async function selectDomains(
  scope: Scope,
  companyId: number,
  id: number | null = null,
): Promise<Domain[]> {
  const { rows } = await scope.tx.run<Domain & Record<string, unknown>>(
    `select d.id, d.domain, d.auto_join, d.confirmed_by, d.confirmed_at, d.created_at,
       case when r.id is not null then json_build_object('id', r.id, 'name', r.name) end as role
     from company_domains d left join roles r on r.id = d.role_id
     where d.company_id = $1 and ($2::bigint is null or d.id = $2) order by d.domain limit 200`,
    [companyId, id],
  )
  return rows
}

export async function countDomains(scope: Scope, companyId: number): Promise<number> {
  const { rows } = await scope.tx.run<{ n: number }>(
    'select count(*)::int as n from company_domains where company_id = $1',
    [companyId],
  )
  return rows[0]?.n ?? 0
}

interface Joining {
  auto_join: boolean
  role_id: number | null
}

export async function insertDomain(
  scope: Scope,
  companyId: number,
  domain: Joining & { domain: string },
): Promise<number> {
  const { id } = await scope.tx.queries
    .insertInto('company_domains')
    .values({ ...domain, company_id: companyId, created_by_user_id: scope.user_id })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function updateDomain(scope: Scope, companyId: number, id: number, joining: Joining) {
  await scope.tx.queries
    .updateTable('company_domains')
    .set(joining)
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .execute()
}

export async function deleteDomain(scope: Scope, companyId: number, id: number): Promise<void> {
  await scope.tx.run('delete from company_domains where company_id = $1 and id = $2', [companyId, id])
}
