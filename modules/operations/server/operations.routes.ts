import type { Database } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { Routes } from '../../../platform/http/index.ts'
import { listMail, readMail, retryMail } from '../../../platform/mail/index.ts'
import { operationsApi } from '../contract.ts'
import { type HealthChecks, healthOf } from './health.ts'
import { jobsRoutes } from './jobs.routes.ts'
import { mailRetried } from './operations.events.ts'
import { searchRoutes } from './search.routes.ts'
import * as setup from './setup.service.ts'
import { streamRoutes } from './stream.routes.ts'
import { tasksRoutes } from './tasks.routes.ts'

export interface OperationsParts {
  database: Database
  checks: HealthChecks
  /** Why no request should be sent here just now, or null. */
  notReady: () => string | null
  facts: setup.SetupFacts
}

export function operationsRoutes(routes: Routes, parts: OperationsParts): void {
  const { route } = routes
  route(operationsApi.readSetup, ({ scope }) => setup.readSetup(scope, parts.facts))
  route(operationsApi.changeSetup, ({ scope, body }) => setup.changeSetup(scope, parts.facts, body))
  route(operationsApi.readBranding, ({ scope }) => setup.readBranding(scope))
  route(operationsApi.changeBranding, ({ scope, body }) => setup.changeBranding(scope, body))
  mailRoutes(routes)
  searchRoutes(routes)
  streamRoutes(routes)
  jobsRoutes(routes)
  tasksRoutes(routes)
  healthRoutes(routes, parts)
}

function mailRoutes({ route }: Routes): void {
  route(operationsApi.listMail, ({ scope, query }) => listMail(scope, query))
  route(operationsApi.readMail, ({ scope, params }) => readMail(scope, params.mail_message_id))
  route(operationsApi.retryMail, async ({ scope, params }) => {
    const mail = await retryMail(scope, params.mail_message_id)
    await announce(scope, mailRetried, {
      subject_id: mail.id,
      company_id: null,
      data: { mail_message_id: mail.id },
    })
    return mail
  })
}

function healthRoutes({ own }: Routes, { checks, notReady }: OperationsParts): void {
  own(operationsApi.health, async ({ query, raw }) => {
    const health = await healthOf(checks)
    if (health.status === 'down' || (query.strict && health.status === 'degraded')) raw.reply.code(503)
    return health
  })
  own(operationsApi.live, async () => ({ live: true }))
  own(operationsApi.ready, async ({ raw }) => {
    const reason = notReady() ?? (await databaseFault(checks))
    if (reason) raw.reply.code(503)
    return reason ? { ready: false, reason } : { ready: true }
  })
}

async function databaseFault(checks: HealthChecks): Promise<string | null> {
  const { database } = checks
  if (!database) return null
  const { components } = await healthOf({ database })
  return components.database?.status === 'down' ? 'database' : null
}
