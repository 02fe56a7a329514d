import type { Routes } from '../../../platform/http/index.ts'
import { webhookRoutes } from './webhooks.routes.ts'

export function integrationsRoutes(routes: Routes): void {
  webhookRoutes(routes)
}
