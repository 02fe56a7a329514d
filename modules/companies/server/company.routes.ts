import { notFound } from '../../../platform/contract/problems.ts'
import type { Files } from '../../../platform/files/index.ts'
import type { Routes } from '../../../platform/http/index.ts'
import { companiesApi as api } from '../contract.ts'
import { auditRoutes } from './audit.routes.ts'
import { businessRoutes } from './business.routes.ts'
import { readDashboard } from './dashboard.ts'
import { membershipRoutes } from './membership.routes.ts'
import { listMyCompanies } from './my-companies.ts'
import { listPeople } from './people.service.ts'
import { selectPicture } from './picture.queries.ts'
import { roleRoutes } from './role.routes.ts'
import { staffRoutes } from './staff.routes.ts'
import { serveSwitch } from './switch.service.ts'
import { templateRoutes } from './template.routes.ts'
import { openTemplates } from './template-values.ts'

/** Serves companies, their people, and what these may do. `root_path` prefixes where forms are sent on to. */
export function companiesRoutes(
  routes: Routes,
  { root_path, portal_url, files }: { root_path: string; portal_url: string; files: Files },
): void {
  const { route, own } = routes

  own(api.switchCompany, (call) => serveSwitch(call, root_path))
  route(api.listMyCompanies, ({ scope, query }) => listMyCompanies(scope, query))
  route(api.listPeople, async ({ scope, query }) => ({ items: await listPeople(scope, query) }))
  route(api.readDashboard, ({ scope }) => readDashboard(scope))

  own(api.readPicture, async (call) => {
    const { params, query } = call
    const picture = await call.enter((scope) => selectPicture(scope, params.user_id, query.small), {
      read_only: true,
    })
    if (!picture) throw notFound()
    return files.send(call, picture, { inline: true })
  })
  openTemplates({ portal_url })
  templateRoutes(routes)
  businessRoutes(routes, files)
  auditRoutes(routes)
  membershipRoutes(routes)
  roleRoutes(routes)
  staffRoutes(routes, files)
}
