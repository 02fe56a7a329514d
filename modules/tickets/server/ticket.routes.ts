import type { Database } from '../../../platform/database/index.ts'
import type { Files } from '../../../platform/files/index.ts'
import type { Routes } from '../../../platform/http/index.ts'
import { ticketsApi } from '../contract.ts'
import { discardUpload, download, readUpload, upload } from './attachment.service.ts'
import { cannedRoutes } from './canned.routes.ts'
import { changeTicket, reopenTicket, resolveTicket, takeTicket } from './change.service.ts'
import { readOptions } from './choice.service.ts'
import { detailRoutes } from './detail.routes.ts'
import { importRoutes } from './import.routes.ts'
import { listRoutes } from './list.routes.ts'
import { muteRoutes } from './mail/mute.routes.ts'
import { openTicket } from './open.service.ts'
import type { Presence } from './presence.ts'
import { markRead, replyTo } from './reply.service.ts'
import { setupRoutes } from './setup.routes.ts'
import { readTicket } from './ticket.read.ts'
import type { TicketSettings } from './ticket.settings.ts'

export interface TicketParts {
  database: Database
  files: Files
  settings: TicketSettings
  presence: Presence
}

/** Serves the desk. */
export function ticketsRoutes(routes: Routes, { database, files, settings, presence }: TicketParts): void {
  const { route, own } = routes
  setupRoutes(routes)
  detailRoutes(routes, presence)
  cannedRoutes(routes, settings)
  muteRoutes(routes)
  importRoutes(routes, files, database)

  listRoutes(routes)
  route(ticketsApi.open, ({ scope, body }) => openTicket(scope, body))
  route(ticketsApi.options, ({ scope, query, answer }) => {
    answer.header('cache-control', 'private, max-age=60')
    answer.header('vary', 'Cookie, Authorization, X-API-Key, X-Company')
    return readOptions(scope, settings, query.no_company ? null : query.company_id)
  })
  route(ticketsApi.read, ({ scope, params }) => readTicket(scope, params.ticket_id))
  route(ticketsApi.change, ({ scope, params, body, if_match }) =>
    changeTicket(scope, params.ticket_id, body, if_match),
  )
  route(ticketsApi.take, ({ scope, params }) => takeTicket(scope, params.ticket_id))
  route(ticketsApi.resolve, ({ scope, params, body }) => resolveTicket(scope, params.ticket_id, body.comment))
  route(ticketsApi.reopen, ({ scope, params, body }) => reopenTicket(scope, params.ticket_id, body.comment))
  route(ticketsApi.reply, ({ scope, params, body }) => replyTo(scope, params.ticket_id, body))
  route(ticketsApi.markRead, ({ scope, params, body }) =>
    markRead(scope, params.ticket_id, body.last_reply_id),
  )
  route(ticketsApi.readUpload, ({ scope, params }) => readUpload(scope, params.upload_id))
  route(ticketsApi.discardUpload, ({ scope, params }) => discardUpload(scope, params.upload_id))
  own(ticketsApi.upload, (call) => upload(files, settings, call))
  own(ticketsApi.download, (call) => download(files, call, call.params, call.query.inline))
}
