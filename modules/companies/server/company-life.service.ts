import { invalid, notFound, problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { releaseRemovedFiles, removeFiles } from '../../../platform/files/index.ts'
import type { Company } from '../contract.ts'
import { companyArchived, companyDeleted, companyRestored } from './company.events.ts'
import * as queries from './company.queries.ts'
import { companyToChange, readCompany } from './company.service.ts'

/**
 * Archives a customer: its people cannot enter with their next request, its keys stop, nothing is made in it, and
 * the provider still reads it. Once more changes nothing.
 */
export async function archiveCompany(scope: Scope, id: number, reason?: string): Promise<Company> {
  const row = await customerToChange(scope, id)
  if (row.archived_at === null) {
    await queries.archive(scope, id, reason ?? null)
    const about = { data: { name: row.name }, ...(reason !== undefined && { provider_data: { reason } }) }
    await announce(scope, companyArchived, { subject_id: id, company_id: id, ...about })
  }
  return readCompany(scope, id)
}

/** Undoes it: memberships, keys and domains were kept as they were. */
export async function restoreCompany(scope: Scope, id: number): Promise<Company> {
  const row = await customerToChange(scope, id)
  if (row.archived_at !== null) {
    await queries.restore(scope, id)
    await announce(scope, companyRestored, { subject_id: id, company_id: id, data: { name: row.name } })
  }
  return readCompany(scope, id)
}

/** Deletes a company in which nothing ever happened; 409 `company_in_use` says what stands in it. */
export async function deleteCompany(scope: Scope, id: number, confirmName: string): Promise<void> {
  const row = await customerToChange(scope, id)
  if (confirmName !== row.name) throw invalid('confirm_name', 'not_allowed', 'This is not its name.')
  if (row.logo_file_id !== null) {
    await queries.updateCompany(scope, id, { logo_file_id: null })
    await removeFiles(scope, [row.logo_file_id])
  }
  await releaseRemovedFiles(scope, id)
  const counts = await queries.countRows(scope, id)
  if (Object.keys(counts).length > 0) throw problem('company_in_use', { members: { counts } })

  await queries.deleteCompany(scope, id)
  await announce(scope, companyDeleted, { subject_id: id, company_id: id, data: { name: row.name } })
}

async function customerToChange(scope: Scope, id: number): Promise<queries.CompanyRow> {
  const row = await companyToChange(scope, id)
  if (row.kind === 'provider')
    throw scope.role === 'portal_provider' ? problem('provider_company') : notFound()
  return row
}
