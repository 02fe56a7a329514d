import { type Routes, sent } from '../../../platform/http/index.ts'
import { settingsApi } from '../contract/settings.ts'
import { setupApi as api } from '../contract/setup.ts'
import * as categories from './category.service.ts'
import * as priorities from './priority.service.ts'
import { changeDesk, readDesk } from './settings.service.ts'
import { selectDeskCategories, selectDeskPriorities, selectDeskStatuses } from './setup.queries.ts'
import { slaRoutes } from './sla.routes.ts'
import * as statuses from './status.service.ts'
import * as tags from './tag.service.ts'

/** Serves what sets up the desk. */
export function setupRoutes(routes: Routes): void {
  const { route } = routes
  route(settingsApi.readSettings, ({ scope }) => readDesk(scope))
  route(settingsApi.changeSettings, ({ scope, body }) => changeDesk(scope, body))
  statusRoutes(routes)
  slaRoutes(routes)

  route(api.listPriorities, async ({ scope }) => ({ items: await selectDeskPriorities(scope) }))
  route(api.readPriority, ({ scope, params }) => priorities.readPriority(scope, params.key))
  route(api.createPriority, ({ scope, body }) => priorities.createPriority(scope, body))
  route(api.changePriority, ({ scope, params, body, if_match }) =>
    priorities.changePriority(scope, params.key, body, if_match),
  )
  route(api.deletePriority, ({ scope, params }) => priorities.deletePriority(scope, params.key))

  route(api.listCategories, async ({ scope }) => ({ items: await selectDeskCategories(scope) }))
  route(api.readCategory, ({ scope, params }) => categories.readCategory(scope, params.category_id))
  route(api.createCategory, ({ scope, body }) => categories.createCategory(scope, body))
  route(api.changeCategory, ({ scope, params, body, if_match }) =>
    categories.changeCategory(scope, params.category_id, body, if_match),
  )
  route(api.deleteCategory, ({ scope, params }) => categories.deleteCategory(scope, params.category_id))

  route(api.listTags, ({ scope, query }) => tags.listTags(scope, query))
  route(api.readTag, ({ scope, params }) => tags.readTag(scope, params.tag_id))
  route(api.createTag, ({ scope, body }) => tags.createTag(scope, body.slug))
  route(api.changeTag, ({ scope, params, body, if_match }) =>
    tags.changeTag(scope, params.tag_id, body, if_match),
  )
  route(api.deleteTag, ({ scope, params }) => tags.deleteTag(scope, params.tag_id))
}

function statusRoutes({ route, own }: Routes): void {
  route(api.listStatuses, async ({ scope }) => ({ items: await selectDeskStatuses(scope) }))
  route(api.readStatus, ({ scope, params }) => statuses.readStatus(scope, params.key))
  route(api.createStatus, ({ scope, body }) => statuses.createStatus(scope, body))
  route(api.changeStatus, ({ scope, params, body, if_match }) =>
    statuses.changeStatus(scope, params.key, body, if_match),
  )
  own(api.deleteStatus, async ({ params, query, enter, answer, raw }) => {
    const moving = await enter((scope) => statuses.deleteStatus(scope, params.key, query.move_to))
    if (moving === null) {
      raw.reply.code(204).send()
      return sent
    }
    const path = `/api/tickets/statuses/${params.key}`
    answer.header('location', path)
    return { id: moving.id, kind: 'ticket_status_removal' as const, status: 'queued' as const, path }
  })
}
