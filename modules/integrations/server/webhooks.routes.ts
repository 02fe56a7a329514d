import type { Routes } from '../../../platform/http/index.ts'
import type { WebhookDelivery } from '../contract.ts'
import { integrationsApi as api } from '../contract.ts'
import * as deliveries from './delivery.service.ts'
import * as endpoints from './endpoint.service.ts'
import { readWebhookSettings, setWebhookSettings } from './webhook-settings.service.ts'

/** Outgoing webhooks: endpoints and what was sent to them. */
export function webhookRoutes(routes: Routes): void {
  const { route, own } = routes
  route(api.listWebhookEndpoints, ({ scope, query }) => endpoints.listEndpoints(scope, query))
  own(api.createWebhookEndpoint, (call) => endpoints.createEndpoint(call, call.body))
  route(api.readWebhookEndpoint, ({ scope, params }) =>
    endpoints.readEndpoint(scope, params.webhook_endpoint_id),
  )
  own(api.changeWebhookEndpoint, (call) =>
    endpoints.changeEndpoint(call, call.params.webhook_endpoint_id, call.body),
  )
  route(api.deleteWebhookEndpoint, ({ scope, params, query, if_match }) =>
    endpoints.deleteEndpoint(scope, params.webhook_endpoint_id, { if_match, version: query.version }),
  )
  route(api.rotateWebhookSecret, ({ scope, params, if_match }) =>
    endpoints.rotateSecret(scope, params.webhook_endpoint_id, { if_match }),
  )
  route(api.pauseWebhookEndpoint, ({ scope, params, if_match }) =>
    endpoints.pauseEndpoint(scope, params.webhook_endpoint_id, { if_match }),
  )
  route(api.resumeWebhookEndpoint, ({ scope, params, body, if_match }) =>
    endpoints.resumeEndpoint(scope, params.webhook_endpoint_id, body.held, { if_match }),
  )
  route(api.testWebhookEndpoint, async ({ scope, params, if_match }) =>
    accepted(await deliveries.testEndpoint(scope, params.webhook_endpoint_id, { if_match })),
  )
  route(api.replayWebhookEndpoint, ({ scope, params, body, if_match }) =>
    deliveries.replayEndpoint(scope, params.webhook_endpoint_id, { ...body, if_match }),
  )
  route(api.webhookSettings, ({ scope }) => readWebhookSettings(scope))
  route(api.setWebhookSettings, ({ scope, body }) => setWebhookSettings(scope, body))
  deliveryRoutes(routes)
}

function deliveryRoutes({ route }: Routes): void {
  route(api.listWebhookDeliveries, ({ scope, query }) => deliveries.listDeliveries(scope, query))
  route(api.readWebhookDelivery, ({ scope, params }) =>
    deliveries.readDelivery(scope, params.webhook_delivery_id),
  )
  route(api.retryWebhookDelivery, async ({ scope, params }) =>
    accepted(await deliveries.retryDelivery(scope, params.webhook_delivery_id)),
  )
  route(api.replayWebhookDelivery, async ({ scope, params, body }) =>
    accepted(await deliveries.replayDelivery(scope, params.webhook_delivery_id, body.new_id)),
  )
  route(api.cancelWebhookDelivery, ({ scope, params }) =>
    deliveries.cancelDelivery(scope, params.webhook_delivery_id),
  )
}

const accepted = (delivery: WebhookDelivery) => ({
  ...delivery,
  kind: 'webhook_delivery' as const,
  path: `/api/webhook-deliveries/${delivery.id}`,
})
