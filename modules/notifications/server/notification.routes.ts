import type { Routes } from '../../../platform/http/index.ts'
import { notificationsApi } from '../contract.ts'
import * as broadcasts from './broadcast.service.ts'
import * as feed from './feed.service.ts'
import { personalRoutes } from './personal.routes.ts'
import { templateRoutes } from './template.routes.ts'
import { unsubscribeRoutes } from './unsubscribe.routes.ts'

/** Serves the feed and the messages to many. */
export function notificationsRoutes(routes: Routes): void {
  const { route } = routes
  personalRoutes(routes)
  unsubscribeRoutes(routes)
  templateRoutes(routes)
  route(notificationsApi.list, ({ scope, query }) => feed.listFeed(scope, query))
  route(notificationsApi.summary, ({ scope, query }) => feed.readSummary(scope, query))
  route(notificationsApi.bell, ({ scope }) => feed.readBell(scope))
  route(notificationsApi.eventTypes, ({ scope, query }) => feed.listEventTypes(scope, query.locale))
  route(notificationsApi.read, ({ scope, params }) => feed.readOne(scope, params.notification_id))
  route(notificationsApi.unread, ({ scope, params }) => feed.unreadOne(scope, params.notification_id))
  route(notificationsApi.dismiss, ({ scope, params }) => feed.dismissOne(scope, params.notification_id))
  route(notificationsApi.acknowledge, ({ scope, body }) => feed.acknowledge(scope, body))
  route(notificationsApi.publish, ({ scope, body }) => broadcasts.publish(scope, body))
  route(notificationsApi.broadcasts, ({ scope, query }) => broadcasts.listBroadcasts(scope, query))
  route(notificationsApi.changeBroadcast, ({ scope, params, body }) =>
    broadcasts.changeBroadcast(scope, params.notification_id, body),
  )
  route(notificationsApi.withdraw, ({ scope, params }) => broadcasts.withdraw(scope, params.notification_id))
  route(notificationsApi.readers, ({ scope, params, query }) =>
    broadcasts.listReaders(scope, params.notification_id, query),
  )
}
