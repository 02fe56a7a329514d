import { invalid } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { expectVersion, type GivenVersion as Given, requireVersion } from '../../../platform/http/index.ts'
import * as jobs from '../../../platform/jobs/index.ts'
import { listActiveCustomers, requireOpenCompany } from '../../companies/server/index.ts'
import { namesOfCompanies } from './tasks.queries.ts'

interface OfCompany {
  company_id: number | null
}

/** Each with the name of its company. */
export async function named<T extends OfCompany>(scope: Scope, items: T[]) {
  const ids = items.flatMap(({ company_id }) => (company_id === null ? [] : [company_id]))
  const names = await namesOfCompanies(scope, ids)
  return items.map((item) => ({
    ...item,
    company_name: item.company_id === null ? null : (names.get(item.company_id) ?? null),
  }))
}

export async function namedOne<T extends OfCompany>(scope: Scope, item: T) {
  const [one] = await named(scope, [item])
  return one ?? { ...item, company_name: null }
}

export async function listed<T extends OfCompany>(scope: Scope, page: { items: T[]; next: string | null }) {
  return { ...page, items: await named(scope, page.items) }
}

export async function create(scope: Scope, plan: jobs.TaskPlan) {
  if (plan.company_id !== null) await requireOpenCompany(scope, plan.company_id, 'company_id')
  return namedOne(scope, await jobs.createTask(scope, plan))
}

export async function change(scope: Scope, id: number, given: Given & jobs.TaskChange) {
  const { version, if_match, ...fields } = given
  const task = await jobs.lockTask(scope, id)
  const current = await namedOne(scope, task)
  requireVersion({ if_match, version }, task, current)
  if (fields.company_id) await requireOpenCompany(scope, fields.company_id, 'company_id')
  return namedOne(scope, await jobs.changeTask(scope, task, fields))
}

export async function remove(scope: Scope, id: number, given: Given): Promise<void> {
  const task = await jobs.lockTask(scope, id)
  requireVersion(given, task, await namedOne(scope, task))
  await jobs.deleteTask(scope, task)
}

export const pause = async (scope: Scope, id: number, given: Given) =>
  namedOne(scope, await jobs.pauseTask(scope, await held(scope, id, given)))

export const resume = async (scope: Scope, id: number, given: Given) =>
  namedOne(scope, await jobs.resumeTask(scope, await held(scope, id, given)))

/** The task in the version the caller read, if they say which; its row is held until the end of the transaction. */
async function held(scope: Scope, id: number, given: Given): Promise<jobs.TaskItem> {
  const task = await jobs.lockTask(scope, id)
  expectVersion(given, task, await namedOne(scope, task))
  return task
}

/** One run; or, for several companies or for all of them, what became of each. 422 for companies of a single run. */
export async function start(scope: Scope, id: number, given: Given & { company_ids?: number[] | undefined }) {
  const task = await held(scope, id, given)
  const { company_ids: companyIds } = given
  if (!jobs.runsForEach(task)) {
    if (companyIds)
      throw invalid('company_ids', 'not_allowed', 'This task does not run for companies of your choice.')
    return { run: await jobs.startTask(scope, task) }
  }
  const possible = new Set(await listActiveCustomers(scope.tx))
  const wanted = companyIds ?? [...possible]
  const started = await jobs.startTaskFor(
    scope,
    task,
    wanted.filter((one) => possible.has(one)),
  )
  const skipped = started.skipped.map((one) => ({ id: one, code: 'already_running' }))
  const failed = wanted.filter((one) => !possible.has(one)).map((one) => ({ id: one, code: 'not_found' }))
  return { several: { done: started.done, skipped, failed } }
}
