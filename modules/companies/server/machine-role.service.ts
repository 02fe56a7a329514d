import type { Received } from '../../../platform/contract/endpoint.ts'
import { invalid } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce, subjectOf } from '../../../platform/events/index.ts'
import { requireMachineClient } from '../../identity/server/index.ts'
import type { ClientGrants, rolesApi } from '../contract/roles.ts'
import { clientRolesChanged } from './machine-role.events.ts'
import * as queries from './machine-role.queries.ts'

type Grants = NonNullable<Received<(typeof rolesApi.setClientRoles)['body']>>

export async function readClientRoles(scope: Scope, clientId: number): Promise<ClientGrants> {
  await requireMachineClient(scope, clientId)
  return queries.selectClientGrants(scope, clientId)
}

/** Gives a client roles of kind machine, and all companies or these. It counts with the client's next request. */
export async function setClientRoles(scope: Scope, clientId: number, given: Grants): Promise<ClientGrants> {
  await requireMachineClient(scope, clientId)
  const role_ids = [...new Set(given.role_ids)]
  const company_ids = given.company_access === 'all' ? [] : [...new Set(given.company_ids)]
  const known = await queries.selectKnown(scope, role_ids, company_ids)
  const role = role_ids.findIndex((id) => !known.roles.includes(id))
  if (role >= 0) throw invalid(`role_ids.${role}`, 'not_found', 'There is no such role for machine clients.')
  const company = company_ids.findIndex((id) => !known.companies.includes(id))
  if (company >= 0) throw invalid(`company_ids.${company}`, 'not_found', 'There is no such company.')

  const before = await queries.selectClientGrants(scope, clientId)
  const wanted = { role_ids, company_access: given.company_access, company_ids }
  if (isSame(before, wanted)) return before
  await queries.replaceClientGrants(scope, clientId, wanted)
  await announce(scope, clientRolesChanged, { subject_id: clientId, company_id: null, data: wanted })
  return queries.selectClientGrants(scope, clientId)
}

const idsOf = (list: { id: number }[]) => list.map(({ id }) => id)
const equal = (a: number[], b: number[]) => a.toSorted().join() === b.toSorted().join()
const isSame = (before: ClientGrants, wanted: Grants) =>
  before.company_access === wanted.company_access &&
  equal(idsOf(before.roles), wanted.role_ids) &&
  equal(idsOf(before.companies), wanted.company_ids)

/** The machine clients that hold a role, by name. */
export async function clientsWithRole(scope: Scope, roleId: number) {
  const clients = await queries.selectClientsWithRole(scope, roleId)
  const ids = clients.map(({ id }) => id)
  const names = await subjectOf('machine_client')?.names?.(scope, ids)
  return clients
    .map((client) => ({ ...client, name: names?.get(client.id) ?? `#${client.id}` }))
    .sort((one, other) => one.name.localeCompare(other.name))
}
