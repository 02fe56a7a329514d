import type { Routes } from '../../../platform/http/index.ts'
import { integrationsApi as api } from '../contract.ts'
import type { House } from './house.ts'
import * as inbound from './inbound.service.ts'
import { receive } from './receive.service.ts'

/** Inbound webhooks: their administration, and the address that others call. */
export function inboundRoutes({ route, own }: Routes, house: House): void {
  route(api.listInboundWebhooks, ({ scope, query }) => inbound.listInbound(scope, query))
  route(api.createInboundWebhook, ({ scope, body }) => inbound.createInbound(scope, body))
  route(api.readInboundWebhook, ({ scope, params }) => inbound.readInbound(scope, params.inbound_webhook_id))
  route(api.changeInboundWebhook, ({ scope, params, body, if_match }) =>
    inbound.changeInbound(scope, params.inbound_webhook_id, body, if_match),
  )
  route(api.deleteInboundWebhook, ({ scope, params, query, if_match }) =>
    inbound.deleteInbound(scope, params.inbound_webhook_id, { if_match, version: query.version }),
  )
  route(api.rotateInboundToken, ({ scope, params, if_match }) =>
    inbound.rotateInbound(scope, params.inbound_webhook_id, { if_match }),
  )
  route(api.listInboundDeliveries, ({ scope, params, query }) =>
    inbound.listArrived(scope, params.inbound_webhook_id, query),
  )
  route(api.readInboundDelivery, ({ scope, params }) =>
    inbound.readArrived(scope, params.inbound_webhook_id, params.inbound_delivery_id),
  )
  own(api.receiveHook, (call) => receive(house, call, call.params.token))
}
