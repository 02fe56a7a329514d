import type { Routes } from '../../../platform/http/index.ts'
import { listApi } from '../contract/list.ts'
import { viewsApi } from '../contract/views.ts'
import { findTickets } from './ticket-list.service.ts'
import * as views from './view.service.ts'

/** Serves the lists of the desk: tickets, saved views, changes of many. */
export function listRoutes({ route }: Routes): void {
  route(listApi.list, ({ scope, query }) => findTickets(scope, query))
  route(viewsApi.listViews, ({ scope }) => views.listViews(scope))
  route(viewsApi.countViews, ({ scope, query }) => views.countViews(scope, query.view_id))
  route(viewsApi.createView, ({ scope, body }) => views.createView(scope, body))
  route(viewsApi.changeView, ({ scope, params, body, if_match }) =>
    views.changeView(scope, params.view_id, body, if_match),
  )
  route(viewsApi.deleteView, ({ scope, params }) => views.deleteView(scope, params.view_id))
}
