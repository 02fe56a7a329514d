import { invalid, notFound, problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { Domain } from '../contract.ts'
import { companyDomainAdded, companyDomainRemoved, companyDomainUpdated } from './company.events.ts'
import { companyToChange } from './company.service.ts'
import { readDomain } from './domain.input.ts'
import * as queries from './domain.queries.ts'
import { reaches } from './elsewhere.ts'
import type { BodyOf } from './received.ts'
import { roleFor } from './role.service.ts'
import { isTooMuch } from './too-much.ts'

const mostDomains = 200

/** The domains of a company in scope. */
export async function listDomains(scope: Scope, companyId: number): Promise<{ items: Domain[] }> {
  if (!reaches(scope, companyId)) throw notFound()
  return { items: await queries.selectDomains(scope, companyId) }
}

/** Adds a domain that no company has; the provider's word for it is the proof. */
export async function addDomain(
  scope: Scope,
  companyId: number,
  { domain: typed, auto_join, role_id = null }: BodyOf<'addDomain'>,
): Promise<Domain> {
  const domain = readDomain(typed)
  const company = await companyToChange(scope, companyId)
  if (company.archived_at !== null) throw problem('company_archived')
  if ((await queries.countDomains(scope, companyId)) >= mostDomains) throw problem('too_many_domains')
  await refuseUnsafe(scope, company.kind, { auto_join, role_id })
  const id = await queries.insertDomain(scope, companyId, { domain, auto_join, role_id })
  const added = await oneOf(scope, companyId, id)
  const data = { domain, auto_join, role: added.role?.name ?? null }
  await announce(scope, companyDomainAdded, { subject_id: companyId, company_id: companyId, data })
  return added
}

/** Whether its people join by themselves, and as what. */
export async function changeDomain(
  scope: Scope,
  companyId: number,
  id: number,
  wanted: BodyOf<'changeDomain'>,
): Promise<Domain> {
  const company = await companyToChange(scope, companyId)
  const before = await oneOf(scope, companyId, id)
  const now = { auto_join: before.auto_join, role_id: before.role?.id ?? null }
  const next = {
    auto_join: wanted.auto_join ?? now.auto_join,
    role_id: wanted.role_id === undefined ? now.role_id : wanted.role_id,
  }
  if (next.auto_join === now.auto_join && next.role_id === now.role_id) return before
  await refuseUnsafe(scope, company.kind, next)
  await queries.updateDomain(scope, companyId, id, next)
  const after = await oneOf(scope, companyId, id)
  const changes = [
    { field: 'auto_join', from: before.auto_join, to: after.auto_join },
    { field: 'role', from: before.role?.name ?? null, to: after.role?.name ?? null },
  ].filter(({ from, to }) => from !== to)
  const data = { domain: before.domain, changes }
  await announce(scope, companyDomainUpdated, { subject_id: companyId, company_id: companyId, data })
  return after
}

export async function removeDomain(scope: Scope, companyId: number, id: number): Promise<void> {
  await companyToChange(scope, companyId)
  const { domain } = await oneOf(scope, companyId, id)
  await queries.deleteDomain(scope, companyId, id)
  const data = { domain }
  await announce(scope, companyDomainRemoved, { subject_id: companyId, company_id: companyId, data })
}

async function oneOf(scope: Scope, companyId: number, id: number): Promise<Domain> {
  const [domain] = await queries.selectDomains(scope, companyId, id)
  if (!domain) throw notFound()
  return domain
}

/** Nobody gets an elevated right, or one to manage others, because of an address. */
async function refuseUnsafe(
  scope: Scope,
  kind: 'provider' | 'customer',
  { auto_join, role_id }: { auto_join: boolean; role_id: number | null },
): Promise<void> {
  if (auto_join && kind === 'provider')
    throw invalid('auto_join', 'not_allowed', 'Nobody joins the provider by an address.')
  if (role_id === null) {
    if (auto_join) throw invalid('role_id', 'required', 'Say what those who join become.')
    return
  }
  const role = await roleFor(scope, role_id, 'customer')
  if (role.permission_names.some(isTooMuch))
    throw invalid('role_id', 'not_allowed', 'This role may do more than anybody should get by an address.')
}
