import { type Routes, sent } from '../../../platform/http/index.ts'
import { bulkApi } from '../contract/bulk.ts'
import { listApi } from '../contract/list.ts'
import { viewsApi } from '../contract/views.ts'
import * as bulk from './bulk.service.ts'
import { countFound, findTickets } from './ticket-list.service.ts'
import * as views from './view.service.ts'

/** Serves the lists of the desk: tickets, saved views, changes of many. */
export function listRoutes({ list, route, own }: Routes): void {
  list(
    listApi.list,
    ({ scope, query }) => findTickets(scope, query),
    ({ scope, query }, most) => countFound(scope, query, most),
  )
  route(viewsApi.listViews, ({ scope }) => views.listViews(scope))
  route(viewsApi.countViews, ({ scope, query }) => views.countViews(scope, query.view_id))
  route(viewsApi.readView, ({ scope, params }) => views.readView(scope, params.view_id))
  route(viewsApi.createView, ({ scope, body }) => views.createView(scope, body))
  route(viewsApi.changeView, ({ scope, params, body, if_match }) =>
    views.changeView(scope, params.view_id, body, if_match),
  )
  route(viewsApi.deleteView, ({ scope, params }) => views.deleteView(scope, params.view_id))
  bulkRoutes({ route, own })
}

function bulkRoutes({ route, own }: Pick<Routes, 'route' | 'own'>): void {
  own(bulkApi.changeMany, async ({ body, once, answer, raw }) => {
    const { at_once, begun } = await once((scope) => bulk.changeMany(scope, body))
    if (at_once) return at_once
    answer.header('location', begun.path)
    raw.reply.code(202).send(begun)
    return sent
  })
  route(bulkApi.listBulk, ({ scope }) => bulk.listBulk(scope))
  route(bulkApi.bulkPeople, ({ scope, query }) => bulk.peopleOf(scope, query))
  route(bulkApi.readBulk, ({ scope, params }) => bulk.readBulk(scope, params.bulk_id))
  route(bulkApi.undoBulk, ({ scope, params }) => bulk.undoBulk(scope, params.bulk_id))
}
