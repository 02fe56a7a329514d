import type { Routes } from '../../../platform/http/index.ts'
import { auditApi as api } from '../contract/audit.ts'
import { exportAuditLogs } from './audit.export.ts'
import * as audit from './audit.service.ts'

/** The audit log, and the kinds of events there are. */
export function auditRoutes({ route, own }: Routes): void {
  route(api.listAuditLogs, ({ scope, query }) => audit.listAuditLogs(scope, query))
  own(api.exportAuditLogs, exportAuditLogs)
  route(api.readAuditLog, ({ scope, params, query }) =>
    audit.readAuditLog(scope, params.event_id, query.locale),
  )
  route(api.listEventEffects, ({ scope, params, query }) =>
    audit.listEffects(scope, params.event_id, query.locale),
  )
  route(api.listEventTypes, async ({ scope, query }) => ({
    items: await audit.listEventTypes(scope, query.q, query.locale),
  }))
}
