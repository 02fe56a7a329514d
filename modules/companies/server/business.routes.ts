import type { Files } from '../../../platform/files/index.ts'
import type { Routes } from '../../../platform/http/index.ts'
import { companiesApi as api } from '../contract.ts'
import * as companies from './company.service.ts'
import * as life from './company-life.service.ts'
import { countCompanies } from './company-list.queries.ts'
import * as contacts from './contact.service.ts'
import * as domains from './domain.service.ts'
import * as logos from './logo.service.ts'

/** Serves companies themselves: what they are called, how they are reached, and whether they are open. */
export function businessRoutes({ list, route, own }: Routes, files: Files): void {
  route(api.readMyCompany, ({ scope }) => companies.readMyCompany(scope))
  list(
    api.listCompanies,
    ({ scope, query }) => companies.listCompanies(scope, query),
    ({ scope, query }, most) => countCompanies(scope, query, most),
  )
  route(api.createCompany, ({ scope, body }) => companies.createCompany(scope, body))
  route(api.readCompany, ({ scope, params }) => companies.readCompany(scope, params.company_id))
  route(api.changeCompany, ({ scope, params, body, if_match }) =>
    companies.changeCompany(scope, params.company_id, body, if_match),
  )
  route(api.archiveCompany, ({ scope, params, body }) =>
    life.archiveCompany(scope, params.company_id, body.reason),
  )
  route(api.restoreCompany, ({ scope, params }) => life.restoreCompany(scope, params.company_id))
  route(api.deleteCompany, ({ scope, params, query }) =>
    life.deleteCompany(scope, params.company_id, query.confirm_name),
  )

  own(api.readLogo, async (call) => {
    const { company_id } = call.params
    const logo = await call.enter((scope) => logos.findLogo(scope, company_id), { read_only: true })
    return files.send(call, logo, { inline: true })
  })
  own(api.setLogo, (call) => logos.setLogo(files, call, call.params.company_id))
  route(api.deleteLogo, ({ scope, params }) => logos.deleteLogo(scope, params.company_id))

  route(api.readContacts, ({ scope, params }) => contacts.readContacts(scope, params.company_id))
  route(api.setContacts, ({ scope, params, body, if_match }) =>
    contacts.setContacts(scope, params.company_id, body, if_match),
  )
  route(api.listDomains, ({ scope, params }) => domains.listDomains(scope, params.company_id))
  route(api.addDomain, ({ scope, params, body }) => domains.addDomain(scope, params.company_id, body))
  route(api.changeDomain, ({ scope, params, body }) =>
    domains.changeDomain(scope, params.company_id, params.domain_id, body),
  )
  route(api.removeDomain, ({ scope, params }) =>
    domains.removeDomain(scope, params.company_id, params.domain_id),
  )
}
