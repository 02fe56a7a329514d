import { notFound, problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { requireVersion } from '../../../platform/http/index.ts'
import type { MemberCustomers } from '../contract/memberships.ts'
import { reaches } from './elsewhere.ts'
import * as queries from './member-customers.queries.ts'
import { membershipCustomersChanged } from './membership.events.ts'
import { lockWithManagers } from './membership.queries.ts'
import { type MembershipRow, selectMembership } from './membership-list.queries.ts'
import type { BodyOf } from './received.ts'

const namedInEvent = 200

/** Which customers somebody of the provider looks after: all, or those on their list. */
export async function readCustomers(scope: Scope, id: number): Promise<MemberCustomers> {
  const found = await ofProvider(scope, id)
  const { customer_access, version } = found
  return { customer_access, companies: await queries.selectListed(scope, id), version }
}

/** Counts with the person's next request: `scope_of` reads the list anew. */
export async function setCustomers(
  scope: Scope,
  id: number,
  { customer_access, company_ids, names, version }: BodyOf<'setCustomers'>,
  if_match: number | null,
): Promise<MemberCustomers> {
  const found = await ofProvider(scope, id)
  await lockWithManagers(scope, found.company_id, id)
  const before = await readCustomers(scope, id)
  requireVersion({ if_match, version }, before)
  const wanted = customer_access === 'all' ? [] : await resolve(scope, company_ids, names)
  const had = before.companies.map((company) => company.id)
  const added = without(wanted, had)
  const removed = without(had, wanted)
  if (before.customer_access === customer_access && added.length + removed.length === 0) return before

  await queries.replaceListed(scope, id, customer_access, wanted)
  await announce(scope, membershipCustomersChanged, {
    subject_id: id,
    company_id: found.company_id,
    data: {
      user_id: found.user_id,
      changes: [{ field: 'customer_access', from: before.customer_access, to: customer_access }],
      added: added.slice(0, namedInEvent),
      removed: removed.slice(0, namedInEvent),
      added_count: added.length,
      removed_count: removed.length,
    },
  })
  return readCustomers(scope, id)
}

const without = (ids: readonly number[], others: readonly number[]) => {
  const known = new Set(others)
  return ids.filter((id) => !known.has(id))
}

async function ofProvider(scope: Scope, id: number): Promise<MembershipRow> {
  const found = await selectMembership(scope, id)
  if (!found || !reaches(scope, found.company_id)) throw notFound()
  if (found.company_kind !== 'provider') throw problem('not_provider_staff')
  return found
}

/** Every id and every name must be one customer; all that are not are named at once. */
async function resolve(scope: Scope, ids: readonly number[], names: readonly string[]): Promise<number[]> {
  const asked = names.map((name) => name.toLowerCase())
  const rows = await queries.selectCustomers(scope, ids, asked)
  const byId = new Set(rows.filter((row) => row.asked === null).map((row) => row.id))
  const byName = Map.groupBy(rows, (row) => row.asked)
  const errors = [
    ...ids.flatMap((id, at) => (byId.has(id) ? [] : [missing(`company_ids.${at}`, 'not_found')])),
    ...asked.flatMap((name, at) => {
      const found = byName.get(name)?.length ?? 0
      return found === 1 ? [] : [missing(`names.${at}`, found === 0 ? 'not_found' : 'not_allowed')]
    }),
  ]
  if (errors.length > 0) throw problem('invalid_input', { errors: errors.slice(0, 100) })
  return [...new Set(rows.map((row) => row.id))]
}

const missing = (field: string, code: string) => ({
  field,
  code,
  message:
    code === 'not_found' ? 'There is no such customer.' : 'Several customers have this name. Give the id.',
})
