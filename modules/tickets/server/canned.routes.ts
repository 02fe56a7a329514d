import type { Routes } from '../../../platform/http/index.ts'
import { cannedApi as api } from '../contract/canned.ts'
import * as canned from './canned.service.ts'
import type { TicketSettings } from './ticket.settings.ts'

/** Serves texts that are said often. */
export function cannedRoutes({ route }: Routes, { portal_url }: TicketSettings): void {
  route(api.listCannedReplies, ({ scope, query }) => canned.listCannedReplies(scope, query))
  route(api.readCannedReply, ({ scope, params }) => canned.readCannedReply(scope, params.canned_reply_id))
  route(api.createCannedReply, ({ scope, body }) => canned.createCannedReply(scope, body))
  route(api.changeCannedReply, ({ scope, params, body, if_match }) =>
    canned.changeCannedReply(scope, params.canned_reply_id, body, if_match),
  )
  route(api.deleteCannedReply, ({ scope, params }) => canned.deleteCannedReply(scope, params.canned_reply_id))
  route(api.renderCannedReply, ({ scope, params, body }) =>
    canned.renderCannedReply(scope, params.canned_reply_id, body.ticket_id, portal_url),
  )
}
