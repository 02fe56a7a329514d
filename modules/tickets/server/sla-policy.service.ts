import type { Received } from '../../../platform/contract/endpoint.ts'
import { invalid, notFound, problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { constraintMeans, expectVersion } from '../../../platform/http/index.ts'
import { enqueue } from '../../../platform/jobs/index.ts'
import type { SlaPolicy, slaApi } from '../contract/sla.ts'
import { setupEvents } from './setup.events.ts'
import { clearDefault, lockSetup, selectDeskPriorities } from './setup.queries.ts'
import { changesOf, removeUnused, told } from './setup.ts'
import { recomputeJob } from './sla.jobs.ts'
import * as queries from './sla-setup.queries.ts'

type New = Received<NonNullable<typeof slaApi.createSlaPolicy.body>>
type Changed = Received<NonNullable<typeof slaApi.changeSlaPolicy.body>>

const most = 100
const { created, updated, deleted } = setupEvents.policy

constraintMeans('ticket_sla_policies_name', 'name_taken', 'name')

export async function readSlaPolicy(scope: Scope, id: number): Promise<SlaPolicy> {
  const policy = (await queries.selectPolicies(scope)).find((one) => one.id === id)
  if (!policy) throw notFound()
  return policy
}

export async function createSlaPolicy(scope: Scope, given: New): Promise<SlaPolicy> {
  const { targets, company_ids, ...row } = given
  await lockSetup(scope)
  if ((await queries.selectPolicies(scope)).length >= most)
    throw invalid('name', 'too_many', 'There are 100 promises already.', most)
  await refuseUnknown(scope, row.calendar_id, targets)
  if (row.is_default) await clearDefault(scope, 'ticket_sla_policies')
  const id = await queries.insertPolicy(scope, row)
  await queries.replaceTargets(scope, id, targets)
  await assign(scope, id, company_ids)
  await told(scope, created, { id, name: given.name })
  return readSlaPolicy(scope, id)
}

/** New tickets get what is promised now; open ones that have it are counted anew, by a job. */
export async function changeSlaPolicy(
  scope: Scope,
  id: number,
  { version, company_ids, targets, ...given }: Changed,
  if_match: number | null,
): Promise<SlaPolicy> {
  await lockSetup(scope)
  const before = await readSlaPolicy(scope, id)
  expectVersion({ if_match, version }, before)
  const flat = flatOf(before)
  const { set, changes } = changesOf(flat, {
    ...given,
    ...(targets && { targets: inOrder(targets) }),
    ...(company_ids && { company_ids: [...new Set(company_ids)].sort((a, b) => a - b) }),
  })
  if (changes.length === 0) return before
  await refuseUnknown(scope, given.calendar_id ?? flat.calendar_id, targets ?? [])
  if (set.is_default === true) await clearDefault(scope, 'ticket_sla_policies')
  const { targets: _, company_ids: __, ...columns } = set
  await queries.updatePolicy(scope, id, columns)
  if (set.targets && targets) await queries.replaceTargets(scope, id, targets)
  if (set.company_ids && company_ids) await assign(scope, id, company_ids)
  // Which customers have it may be a long list; how many they are now is told.
  const short = changes.map((one) =>
    one.field === 'company_ids'
      ? { field: 'company_ids', from: flat.company_ids.length, to: company_ids?.length ?? 0 }
      : one,
  )
  await told(scope, updated, { id, name: before.name, changes: short })
  if (set.targets || set.calendar_id) await enqueue(scope, recomputeJob, { policy_id: id, after: 0 })
  return readSlaPolicy(scope, id)
}

const flatOf = ({ name, calendar, is_default, targets, companies }: SlaPolicy) => ({
  name,
  is_default,
  calendar_id: calendar.id,
  targets: inOrder(targets),
  company_ids: companies.map(({ id }) => id).sort((a, b) => a - b),
})

const inOrder = (targets: SlaPolicy['targets']) =>
  targets
    .map(({ priority, first_reply_minutes, resolve_minutes }) => ({
      priority,
      first_reply_minutes,
      resolve_minutes,
    }))
    .sort((a, b) => (a.priority < b.priority ? -1 : 1))

async function refuseUnknown(scope: Scope, calendarId: number, targets: SlaPolicy['targets']): Promise<void> {
  if (!(await queries.selectCalendars(scope)).some(({ id }) => id === calendarId))
    throw invalid('calendar_id', 'not_found', 'There are no such working hours.')
  if (targets.length === 0) return
  const known = new Set((await selectDeskPriorities(scope)).map(({ key }) => key))
  const seen = new Set<string>()
  for (const [at, { priority }] of targets.entries()) {
    if (!known.has(priority))
      throw invalid(`targets.${at}.priority`, 'not_one_of', 'There is no such priority.')
    if (seen.has(priority)) throw invalid(`targets.${at}.priority`, 'duplicate_field', 'Named twice.')
    seen.add(priority)
  }
}

async function assign(scope: Scope, id: number, companyIds: readonly number[]): Promise<void> {
  const wanted = [...new Set(companyIds)]
  if ((await queries.replaceAssignments(scope, id, wanted)) !== wanted.length)
    throw invalid('company_ids', 'not_found', 'There is no such company.')
}

export async function deleteSlaPolicy(scope: Scope, id: number): Promise<void> {
  await lockSetup(scope)
  const before = await readSlaPolicy(scope, id)
  if (before.is_default) throw problem('last_default')
  await removeUnused(scope, ['sla_policy', id], () => queries.deletePolicy(scope, id))
  await told(scope, deleted, { id, name: before.name })
}
