import type { Database } from '../../../platform/database/index.ts'
import type { Routes } from '../../../platform/http/index.ts'
import { houseOf } from './house.ts'
import { inboundRoutes } from './inbound.routes.ts'
import { syncroRoutes } from './syncro.routes.ts'
import { webhookRoutes } from './webhooks.routes.ts'

/** Serves webhooks to and from outside systems; `openIntegrations` comes first. */
export function integrationsRoutes(routes: Routes, database: Database): void {
  webhookRoutes(routes)
  syncroRoutes(routes)
  inboundRoutes(routes, houseOf(database))
}
