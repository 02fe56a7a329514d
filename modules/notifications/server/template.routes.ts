import type { Routes } from '../../../platform/http/index.ts'
import { notificationsApi } from '../contract.ts'
import * as templates from './template.service.ts'

/** Serves the texts of mails. */
export function templateRoutes({ route }: Routes): void {
  route(notificationsApi.templates, ({ scope, query }) => templates.listTemplates(scope, query.locale))
  route(notificationsApi.template, ({ scope, params, query }) =>
    templates.readTemplate(scope, { ...params, ...query }),
  )
  route(notificationsApi.setTemplate, ({ scope, params, query, body }) =>
    templates.setTemplate(scope, { ...params, ...query }, body),
  )
  route(notificationsApi.resetTemplate, ({ scope, params, query }) =>
    templates.resetTemplate(scope, { ...params, ...query }),
  )
  route(notificationsApi.previewTemplate, ({ scope, params, query, body }) =>
    templates.previewTemplate(scope, { ...params, ...query }, body),
  )
}
