import { invalid, notFound, problem } from '../../../platform/contract/problems.ts'
import type { Page } from '../../../platform/contract/schema.ts'
import { pageOf, readCursor, type Scope } from '../../../platform/database/index.ts'
import type { Membership } from '../contract.ts'
import { refuseOtherThanTime } from './company.service.ts'
import { reaches } from './elsewhere.ts'
import * as queries from './membership-list.queries.ts'
import type { QueryOf } from './received.ts'
import { may } from './rights.ts'

/** The people of a company in scope, invited and suspended ones included; those who are no member any more on request. */
export async function listMemberships(
  scope: Scope,
  companyId: number,
  { after, ...list }: QueryOf<'listMemberships'>,
): Promise<Page<Membership>> {
  if (!reaches(scope, companyId)) throw notFound()
  return pageOfMemberships(scope, { ...list, company_id: [companyId] }, after)
}

/** How many of them there are, counted up to `most` and one more. */
export async function countMemberships(
  scope: Scope,
  companyId: number,
  list: QueryOf<'listMemberships'>,
  most: number,
): Promise<number> {
  if (!reaches(scope, companyId)) throw notFound()
  return queries.countMemberships(scope, { ...list, company_id: [companyId] }, most)
}

/** Memberships of all companies: for super administrators, who review them. */
export function listAllMemberships(
  scope: Scope,
  { after, ...list }: QueryOf<'listAllMemberships'>,
): Promise<Page<Membership>> {
  return pageOfMemberships(scope, list, after)
}

async function pageOfMemberships(
  scope: Scope,
  list: queries.MembershipList,
  after: string | undefined,
): Promise<Page<Membership>> {
  const { limit, sort, ...filters } = list
  const walk = { sort, filters }
  const cursor = readCursor(after, walk, 1)
  if (sort !== 'name') refuseOtherThanTime(cursor)
  const rows = await queries.selectMemberships(scope, list, cursor)
  const factors = await factorsOf(scope, rows)
  return pageOf(
    rows,
    limit,
    walk,
    (row) => [row.order_key],
    (row) => present(row, factors),
  )
}

/** One membership that has not ended, as the answers show it. */
export async function readMembership(scope: Scope, id: number): Promise<Membership> {
  const row = await queries.selectMembership(scope, id)
  if (!row) throw notFound()
  return present(row, await factorsOf(scope, [row]))
}

/** Null for those who may not know. */
async function factorsOf(scope: Scope, rows: { user_id: number }[]): Promise<ReadonlySet<number> | null> {
  if (!may(scope, 'members.manage')) return null
  return queries.selectSecondFactors(
    scope,
    rows.map(({ user_id }) => user_id),
  )
}

function present(row: queries.MembershipRow, factors: ReadonlySet<number> | null): Membership {
  const { user_id, display_name, email, role_id, role_name, invited_by_user_id, inviter_name } = row
  const { id, company_id, company_name, status, covers_sites, customer_access, source, staff_member_id } = row
  const { invited_at, joined_at, suspended_at, suspend_reason, removed_at, last_active_at, version } = row
  return {
    id,
    company_id,
    company_name,
    of_provider: row.company_kind === 'provider',
    user: { id: user_id, name: display_name, email },
    role: { id: role_id, name: role_name },
    status,
    covers_sites,
    customer_access,
    source,
    invited_by: invited_by_user_id === null ? null : { id: invited_by_user_id, name: inviter_name },
    second_factor: factors === null || joined_at === null ? null : factors.has(user_id),
    staff_member_id,
    invited_at,
    joined_at,
    suspended_at,
    suspend_reason,
    removed_at,
    last_active_at,
    version,
  }
}

/**
 * Only the provider, or a member whose own membership covers them, gives the sites of a company or takes them
 * (companies §4.4); a site and the provider itself have none.
 */
export async function refuseSites(scope: Scope, companyId: number): Promise<void> {
  const refused = (message: string) => invalid('covers_sites', 'not_allowed', message)
  if (!(await queries.mayHaveSites(scope, companyId))) throw refused('This company has no sites.')
  if (scope.kind === 'provider' || scope.is_super_admin) return
  if (scope.user_id === null || !(await queries.coversSites(scope, companyId, scope.user_id)))
    throw problem('role_above_own', { detail: 'You do not look after the sites yourself.' })
}
