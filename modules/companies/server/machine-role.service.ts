import type { Received } from '../../../platform/contract/endpoint.ts'
import { invalid, notFound, problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { constraintMeans } from '../../../platform/http/index.ts'
import { requireMachineClient } from '../../identity/server/index.ts'
import type { ClientGrants, MachineRole, rolesApi } from '../contract/roles.ts'
import { clientRolesChanged, roleCreated, roleDeleted, roleUpdated } from './machine-role.events.ts'
import * as queries from './machine-role.queries.ts'

type Grants = NonNullable<Received<(typeof rolesApi.setClientRoles)['body']>>
type NewRole = NonNullable<Received<(typeof rolesApi.createRole)['body']>>
type RoleChanges = NonNullable<Received<(typeof rolesApi.changeRole)['body']>>

constraintMeans('roles_name', 'name_taken', 'name')

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

export async function createRole(scope: Scope, given: NewRole): Promise<MachineRole> {
  await refuseUnfit(scope, given.permissions)
  const { id } = await queries.insertRole(scope, { name: given.name, description: given.description })
  await queries.replacePermissions(scope, id, given.permissions)
  const role = await found(scope, id)
  await tell(scope, roleCreated, role)
  return role
}

export async function changeRole(scope: Scope, id: number, given: RoleChanges): Promise<MachineRole> {
  const before = await found(scope, id)
  const { permissions, ...names } = given
  if (permissions) await refuseUnfit(scope, permissions)
  if (Object.values(names).some((value) => value !== undefined)) await queries.updateRole(scope, id, names)
  if (permissions) await queries.replacePermissions(scope, id, permissions)
  const after = await found(scope, id)
  if (JSON.stringify(before) !== JSON.stringify(after)) await tell(scope, roleUpdated, after)
  return after
}

export async function deleteRole(scope: Scope, id: number): Promise<void> {
  const role = await found(scope, id)
  const count = await queries.countHolders(scope, id)
  if (count > 0) throw problem('role_in_use', { members: { count } })
  await queries.deleteRole(scope, id)
  await tell(scope, roleDeleted, role)
}

async function found(scope: Scope, id: number): Promise<MachineRole> {
  const role = await queries.selectMachineRole(scope, id)
  if (!role) throw notFound()
  return role
}

async function refuseUnfit(scope: Scope, permissions: string[]): Promise<void> {
  const [unfit] = await queries.selectUnfit(scope, permissions)
  if (unfit === undefined) return
  const at = permissions.indexOf(unfit)
  throw invalid(`permissions.${at}`, 'not_one_of', 'Machine clients cannot hold this.')
}

const tell = (scope: Scope, type: typeof roleCreated, { id, name, kind, permissions }: MachineRole) =>
  announce(scope, type, { subject_id: id, company_id: null, data: { name, kind, permissions } })
