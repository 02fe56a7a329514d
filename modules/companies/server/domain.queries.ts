import { sql } from 'kysely'
import type { Scope } from '../../../platform/database/index.ts'

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
