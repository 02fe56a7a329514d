import type { Routes } from '../../../platform/http/index.ts'
import { machineClientsApi as api } from '../contract/machine-clients.ts'
import * as clients from './machine-client.service.ts'
import * as permissions from './service-permission.service.ts'
import { listSigningKeys, rotateKeys } from './signing-key.service.ts'

/** Serves what administrators do with machine clients and signing keys. */
export function machineClientRoutes({ route }: Routes): void {
  route(api.listMachineClients, ({ scope, query }) => clients.listClients(scope, query))
  route(api.createMachineClient, ({ scope, body }) => clients.createClient(scope, body))
  route(api.readMachineClient, ({ scope, params }) => clients.readClient(scope, params.machine_client_id))
  route(api.changeMachineClient, ({ scope, params, body }) =>
    clients.changeClient(scope, params.machine_client_id, body),
  )
  route(api.deleteMachineClient, ({ scope, params }) => clients.deleteClient(scope, params.machine_client_id))
  route(api.addClientSecret, ({ scope, params, body }) =>
    clients.addSecret(scope, params.machine_client_id, body.previous_expire_in_seconds),
  )
  route(api.removeClientSecret, ({ scope, params }) =>
    clients.removeSecret(scope, params.machine_client_id, params.secret_id),
  )
  route(api.revokeClientTokens, ({ scope, params }) => clients.revokeTokens(scope, params.machine_client_id))

  route(api.listServicePermissions, ({ scope }) => permissions.listServicePermissions(scope))
  route(api.createServicePermission, ({ scope, body }) => permissions.createServicePermission(scope, body))
  route(api.deleteServicePermission, ({ scope, params }) =>
    permissions.deleteServicePermission(scope, params.service_permission_id),
  )
  route(api.listSigningKeys, ({ scope }) => listSigningKeys(scope))
  route(api.rotateSigningKeys, ({ scope, body }) => rotateKeys(scope, body.emergency))
}
