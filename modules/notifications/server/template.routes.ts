import type { Routes } from '../../../platform/http/index.ts'
import { notificationsApi } from '../contract.ts'
import * as templates from './template.service.ts'

/** Serves the texts of mails. */
export function templateRoutes({ route }: Routes): void {
  route(notificationsApi.templates, ({ scope }) => templates.listTemplates(scope))
  route(notificationsApi.template, ({ scope, params }) => templates.readTemplate(scope, params.event_type))
  route(notificationsApi.setTemplate, ({ scope, params, body }) =>
    templates.setTemplate(scope, params.event_type, body),
  )
  route(notificationsApi.resetTemplate, ({ scope, params }) =>
    templates.resetTemplate(scope, params.event_type),
  )
  route(notificationsApi.previewTemplate, ({ scope, params, body }) =>
    templates.previewTemplate(scope, params.event_type, body),
  )
}
