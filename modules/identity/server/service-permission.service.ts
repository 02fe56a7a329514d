import { notFound } from '../../../platform/contract/problems.ts'
import { type Scope, withRole } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { constraintMeans } from '../../../platform/http/index.ts'
import type { ServicePermission } from '../contract/machine-clients.ts'
import { accountPolicy } from './account-policy.ts'
import { servicePermissionCreated, servicePermissionDeleted } from './machine-client.events.ts'
import * as queries from './machine-client.queries.ts'

constraintMeans('service_permissions_name_key', 'name_taken', 'name')

export async function listServicePermissions(scope: Scope) {
  const items = await withRole(scope, 'portal_identity', () => queries.selectServicePermissions(scope.tx))
  return { items }
}

/** Declares a right in an outside service; from now on machine roles can hold it. */
export async function createServicePermission(
  scope: Scope,
  given: { name: string; label: string; audience: string },
): Promise<ServicePermission> {
  const made = await withRole(scope, 'portal_identity', () =>
    queries.insertServicePermission(scope.tx, given),
  )
  await accountPolicy().onServicePermission(scope, made)
  const data = { name: made.name, permission_audience: made.audience }
  await announce(scope, servicePermissionCreated, { subject_id: made.id, company_id: null, data })
  return made
}

/** Takes it away; 409 `service_permission_in_use` while a role holds it. */
export async function deleteServicePermission(scope: Scope, id: number): Promise<void> {
  const gone = await withRole(scope, 'portal_identity', () => queries.deleteServicePermission(scope.tx, id))
  if (!gone) throw notFound()
  await accountPolicy().onServicePermissionGone(scope, gone.name)
  await announce(scope, servicePermissionDeleted, {
    subject_id: id,
    company_id: null,
    data: { name: gone.name },
  })
}
