import { companiesApi } from '../modules/companies/contract.ts'
import { identityApi } from '../modules/identity/contract.ts'
import { integrationsApi } from '../modules/integrations/contract.ts'
import { notificationsApi } from '../modules/notifications/contract.ts'
import { operationsApi } from '../modules/operations/contract.ts'
import { ticketsApi } from '../modules/tickets/contract.ts'
import type { Api } from '../platform/contract/endpoint.ts'
import { exportsApi } from '../platform/exports/contract.ts'
import { platformApi } from '../platform/http/contract.ts'

/** Every contract, by module: what OpenAPI, the typed client and the access test walk. */
export const allApis = {
  platform: { ...platformApi, ...exportsApi },
  identity: identityApi,
  companies: companiesApi,
  notifications: notificationsApi,
  tickets: ticketsApi,
  integrations: integrationsApi,
  operations: operationsApi,
} satisfies Record<string, Api>
