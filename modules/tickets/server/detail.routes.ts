import type { Routes } from '../../../platform/http/index.ts'
import { ticketsApi } from '../contract.ts'
import {
  editReply,
  listAttachments,
  listVersions,
  removeAttachment,
  removeReply,
} from './entry-edit.service.ts'
import { ticketHistory } from './history.service.ts'
import { beHere, whoIsAt, whoIsHere } from './presence.service.ts'
import type { Presence } from './presence.ts'
import { removeTicket, restoreTicket } from './removal.service.ts'
import { listReplies, readEntry } from './ticket.read.ts'
import { addWatcher, listWatchers, removeWatcher, setFollowers, unwatch, watch } from './watcher.service.ts'

/** Serves what belongs to one ticket: its entries, people, history, and who looks at it. */
export function detailRoutes({ route }: Routes, presence: Presence): void {
  route(ticketsApi.listReplies, ({ scope, params, query }) => listReplies(scope, params.ticket_id, query))
  route(ticketsApi.readReply, ({ scope, params }) => readEntry(scope, params.ticket_id, params.reply_id))
  route(ticketsApi.editReply, ({ scope, params, body, if_match }) => editReply(scope, params, body, if_match))
  route(ticketsApi.removeReply, ({ scope, params }) => removeReply(scope, params))
  route(ticketsApi.listReplyVersions, ({ scope, params }) => listVersions(scope, params))
  route(ticketsApi.listAttachments, ({ scope, params, query }) =>
    listAttachments(scope, params.ticket_id, query),
  )
  route(ticketsApi.removeAttachment, ({ scope, params }) => removeAttachment(scope, params))

  route(ticketsApi.listWatchers, async ({ scope, params }) => ({
    items: await listWatchers(scope, params.ticket_id),
  }))
  route(ticketsApi.addWatcher, ({ scope, params, body }) => addWatcher(scope, params.ticket_id, body))
  route(ticketsApi.removeWatcher, ({ scope, params }) =>
    removeWatcher(scope, params.ticket_id, params.watcher_id),
  )
  route(ticketsApi.setFollowers, async ({ scope, params, body }) => ({
    items: await setFollowers(scope, params.ticket_id, body.user_ids),
  }))
  route(ticketsApi.watch, ({ scope, params }) => watch(scope, params.ticket_id))
  route(ticketsApi.unwatch, ({ scope, params }) => unwatch(scope, params.ticket_id))

  route(ticketsApi.history, ({ scope, params, query }) => ticketHistory(scope, params.ticket_id, query))
  route(ticketsApi.readPresence, async ({ scope, params }) => ({
    items: await whoIsHere(presence, scope, params.ticket_id),
  }))
  route(ticketsApi.readPresences, async ({ scope, query }) => ({
    items: await whoIsAt(presence, scope, query.ticket_id),
  }))
  route(ticketsApi.setPresence, async ({ scope, params, body }) => ({
    items: await beHere(presence, scope, params.ticket_id, body.state),
  }))
  route(ticketsApi.remove, ({ scope, params }) => removeTicket(scope, params.ticket_id))
  route(ticketsApi.restore, ({ scope, params }) => restoreTicket(scope, params.ticket_id))
}
