import { invalid, problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { requireOpenCompany } from '../../companies/server/index.ts'
import { demandTicketAllowance } from './allowance.service.ts'
import { homeOf } from './attachment.service.ts'
import { requesterOf } from './change-more.service.ts'
import {
  assigneeOf,
  chosenCategory,
  defaultStatus,
  priorityOf,
  statusOf,
  usualPriority,
} from './choice.service.ts'
import type { NewTicket } from './open.service.ts'
import { demand, holds, sightOf } from './sight.ts'
import { tagSlugs } from './tagging.service.ts'
import { deskSettings } from './ticket.settings.ts'
import { mayNameAnyone } from './watcher.service.ts'
import { findPeople, findPerson, type Someone } from './whom.service.ts'

/** What becomes of a new ticket's body, once everything that it names was found. */
export type Draft = Awaited<ReturnType<typeof draftAtDesk>>

/** A ticket as this caller may open it; what a customer may not set is left out and named in `ignored`. */
export function draftOf(scope: Scope, asked: NewTicket): Promise<Draft> {
  return sightOf(scope).is_desk ? draftAtDesk(scope, asked) : draftByCustomer(scope, asked)
}

const whomOf = ({ requester, requester_user_id }: NewTicket) =>
  requester ?? (requester_user_id === undefined ? null : { user_id: requester_user_id })

async function draftAtDesk(scope: Scope, asked: NewTicket) {
  const whom = whomOf(asked)
  const company_id = await companyOf(scope, asked, whom !== null)
  const { assigned_user_id = null } = asked
  return {
    ...(await choices(scope, asked)),
    company_id,
    requester: await requesterOf(scope, company_id, whom),
    cc: await findPeople(scope, company_id, asked.cc, { field: 'cc', anyone: true }),
    status: asked.status === undefined ? await defaultStatus(scope) : await statusOf(scope, asked.status),
    assigned_user_id:
      assigned_user_id === null ? null : await assigneeOf(scope, company_id, assigned_user_id),
    tags: tagSlugs('tags', asked.tags ?? []),
    module_slug: asked.module_slug ?? null,
    external_reference: asked.external_reference ?? null,
    ignored: asked.is_internal === undefined ? [] : ['is_internal'],
  }
}

/** A ticket of no company needs somebody whose it is, and a desk that sees all customers. */
async function companyOf(scope: Scope, asked: NewTicket, hasRequester: boolean): Promise<number | null> {
  if (asked.company_id !== undefined)
    return (await requireOpenCompany(scope, asked.company_id, 'company_id')).id
  if (hasRequester && asked.requester != null && scope.all_companies) return null
  throw invalid('company_id', 'required', 'Say for whom it is.')
}

const desksOwn = [
  'company_id',
  'status',
  'assigned_user_id',
  'tags',
  'module_slug',
  'external_reference',
  'is_internal',
] as const

async function draftByCustomer(scope: Scope, asked: NewTicket): Promise<Draft> {
  const company_id = homeOf(scope)
  if (company_id !== null) demand(scope, 'tickets.create')
  else if (!(await deskSettings(scope)).open_requests)
    throw problem('not_enabled', { members: { setting: 'open_requests' } })
  await demandTicketAllowance(scope)
  const ignored: string[] = desksOwn.filter((field) => asked[field] !== undefined)
  if (asked.is_silent) ignored.push('is_silent')
  const { isPriorityIgnored, ...chosen } = await choices(scope, asked)
  if (isPriorityIgnored) ignored.push('priority')
  return {
    ...chosen,
    isPriorityIgnored,
    company_id,
    requester: await requesterByCustomer(scope, asked, company_id, ignored),
    cc: await copyByCustomer(scope, asked, company_id, ignored),
    status: await defaultStatus(scope),
    assigned_user_id: null,
    tags: [],
    module_slug: null,
    external_reference: null,
    ignored,
  }
}

/** For colleagues of the company open those who may; everybody else asks for themselves. */
async function requesterByCustomer(
  scope: Scope,
  asked: NewTicket,
  companyId: number | null,
  ignored: string[],
): Promise<Someone> {
  const me = { user_id: scope.user_id, staff_member_id: null, email: null, name: null }
  const whom = whomOf(asked)
  if (whom === null || whom.user_id === scope.user_id) return me
  if (companyId === null || !holds(scope, 'tickets.create_for_others')) {
    ignored.push(asked.requester ? 'requester' : 'requester_user_id')
    return me
  }
  const field = asked.requester ? 'requester' : 'requester_user_id'
  if (whom.email !== undefined)
    throw invalid('requester.email', 'not_allowed', 'Name a colleague, or put the address in copy.')
  return findPerson(scope, companyId, whom, { field, anyone: false })
}

/** People without a company have nobody to put in copy. */
async function copyByCustomer(
  scope: Scope,
  asked: NewTicket,
  companyId: number | null,
  ignored: string[],
): Promise<Someone[]> {
  if (asked.cc.length === 0) return []
  if (companyId === null) {
    ignored.push('cc')
    return []
  }
  const anyone = await mayNameAnyone(scope, companyId)
  return findPeople(scope, companyId, asked.cc, { field: 'cc', anyone })
}

async function choices(scope: Scope, asked: NewTicket) {
  const category = (await chosenCategory(scope, asked)) ?? null
  const chosen = asked.priority === undefined ? undefined : await priorityOf(scope, asked.priority)
  return {
    category_id: category?.id ?? null,
    priority: chosen ?? (await usualPriority(scope, category?.default_priority ?? null)),
    isPriorityIgnored: chosen === null,
  }
}
