import type { Routes } from '../../../platform/http/index.ts'
import { rolesApi as api } from '../contract/roles.ts'
import * as machineRoles from './machine-role.service.ts'
import { listPermissions, listRoles } from './role.service.ts'
import * as changes from './role-change.service.ts'

/** Serves roles of all kinds and the permissions they hold. */
export function roleRoutes({ route }: Routes): void {
  route(api.listRoles, ({ scope, query }) => listRoles(scope, query))
  route(api.listPermissions, async ({ scope, query }) => ({ items: await listPermissions(scope, query) }))
  route(api.createRole, ({ scope, body }) => changes.createRole(scope, body))
  route(api.changeRole, ({ scope, params, body, if_match }) =>
    changes.changeRole(scope, params.role_id, body, if_match),
  )
  route(api.copyRole, ({ scope, params, body }) => changes.copyRole(scope, params.role_id, body))
  route(api.resetRole, ({ scope, params }) => changes.resetRole(scope, params.role_id))
  route(api.deleteRole, ({ scope, params }) => changes.deleteRole(scope, params.role_id))
  route(api.listRoleMembers, ({ scope, params, query }) =>
    changes.listRoleMembers(scope, params.role_id, query),
  )

  route(api.readClientRoles, ({ scope, params }) =>
    machineRoles.readClientRoles(scope, params.machine_client_id),
  )
  route(api.setClientRoles, ({ scope, params, body }) =>
    machineRoles.setClientRoles(scope, params.machine_client_id, body),
  )
}
