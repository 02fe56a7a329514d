import type { Received } from '../../../platform/contract/endpoint.ts'
import { invalid, problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { activeMembers, requireOpenCompany } from '../../companies/server/index.ts'
import type { Ticket, ticketsApi } from '../contract.ts'
import { attach, homeOf } from './attachment.service.ts'
import { assigneeOf, categoryOf, defaultStatus, priorityOf, statusOf } from './choice.service.ts'
import { sourceOf } from './entry.ts'
import { insertReply } from './reply.queries.ts'
import { renderMarkdown } from './rich-text.ts'
import { demand, holds, type Sight, sightOf } from './sight.ts'
import { promisesFor } from './sla.service.ts'
import { ticketCreated } from './ticket.events.ts'
import { insertTicket, insertWatchers, rightNow } from './ticket.queries.ts'
import { readTicket } from './ticket.read.ts'
import { deskSettings } from './ticket.settings.ts'
import { happened, isOver } from './turn.ts'

export type NewTicket = Received<NonNullable<typeof ticketsApi.open.body>>

/**
 * Opens a ticket. What a customer may not set is left out and named in `ignored`; the desk says for which
 * company it is. 409 `company_archived`, 422 for people and choices that are not there.
 */
export async function openTicket(scope: Scope, asked: NewTicket): Promise<Ticket & { ignored: string[] }> {
  const sight = sightOf(scope)
  const draft = sight.is_desk ? await draftAtDesk(scope, asked) : await draftByCustomer(scope, asked)
  const id = await insert(scope, sight, asked, draft)
  const body = renderMarkdown(asked.body)
  const replyId = await insertReply(scope, {
    company_id: draft.company_id,
    ticket_id: id,
    kind: 'request',
    side: sight.is_desk ? 'staff' : 'customer',
    author_user_id: scope.user_id,
    source: sourceOf(scope, sight),
    ...body,
  })
  const place = { company_id: draft.company_id, ticket_id: id, reply_id: replyId, is_internal: false }
  await attach(scope, place, asked.upload_ids)
  await insertWatchers(scope, watchersOf(scope, id, draft))
  await tell(scope, sight, { id, is_silent: sight.is_desk && asked.is_silent }, draft)
  return { ...(await readTicket(scope, id)), ignored: draft.ignored }
}

type Draft = Awaited<ReturnType<typeof draftAtDesk>>

async function draftAtDesk(scope: Scope, asked: NewTicket) {
  if (asked.company_id === undefined) throw invalid('company_id', 'required', 'Say for whom it is.')
  const company = await requireOpenCompany(scope, asked.company_id, 'company_id')
  const requester = asked.requester_user_id ?? null
  if (requester !== null) await demandMember(scope, company.id, requester)
  const { assigned_user_id = null } = asked
  return {
    ...(await choices(scope, asked)),
    company_id: company.id as number | null,
    requester_user_id: requester,
    status: asked.status === undefined ? await defaultStatus(scope) : await statusOf(scope, asked.status),
    assigned_user_id:
      assigned_user_id === null ? null : await assigneeOf(scope, company.id, assigned_user_id),
    external_reference: asked.external_reference ?? null,
    ignored: asked.is_internal === undefined ? [] : ['is_internal'],
  }
}

const desksOwn = ['company_id', 'status', 'assigned_user_id', 'external_reference', 'is_internal'] as const

async function draftByCustomer(scope: Scope, asked: NewTicket): Promise<Draft> {
  const company_id = homeOf(scope)
  if (company_id !== null) demand(scope, 'tickets.create')
  else if (!(await deskSettings(scope)).open_requests)
    throw problem('not_enabled', { members: { setting: 'open_requests' } })
  const ignored: string[] = desksOwn.filter((field) => asked[field] !== undefined)
  if (asked.is_silent) ignored.push('is_silent')
  const { requester_user_id: other } = asked
  const isForOther = other !== undefined && other !== scope.user_id
  const mayForOther = company_id !== null && holds(scope, 'tickets.create_for_others')
  if (isForOther && mayForOther) await demandMember(scope, company_id, other)
  else if (isForOther) ignored.push('requester_user_id')
  const { isPriorityIgnored, ...chosen } = await choices(scope, asked)
  if (isPriorityIgnored) ignored.push('priority')
  return {
    ...chosen,
    isPriorityIgnored,
    company_id,
    requester_user_id: isForOther && mayForOther ? other : scope.user_id,
    status: await defaultStatus(scope),
    assigned_user_id: null,
    external_reference: null,
    ignored,
  }
}

async function demandMember(scope: Scope, companyId: number, userId: number): Promise<void> {
  const members = await activeMembers(scope, companyId, [userId])
  if (!members.has(userId)) throw invalid('requester_user_id', 'not_found', 'There is no such person here.')
}

async function choices(scope: Scope, asked: NewTicket) {
  const category = asked.category === undefined ? null : await categoryOf(scope, asked.category)
  const chosen = asked.priority === undefined ? undefined : await priorityOf(scope, asked.priority)
  const priority = chosen ?? (await priorityOf(scope, category?.default_priority ?? null))
  return {
    category_id: category?.id ?? null,
    priority: priority ?? (await priorityOf(scope, null)),
    isPriorityIgnored: chosen === null,
  }
}

async function insert(scope: Scope, sight: Sight, asked: NewTicket, draft: Draft): Promise<number> {
  const { status, priority } = draft
  if (!priority) throw new Error('No ticket priority is the default')
  const over = isOver(status.kind)
  return insertTicket(scope, {
    company_id: draft.company_id,
    requester_user_id: draft.requester_user_id,
    created_by_user_id: scope.user_id,
    source: sourceOf(scope, sight),
    subject: asked.subject,
    status: status.key,
    status_kind: status.kind,
    priority: priority.key,
    priority_rank: priority.rank,
    category_id: draft.category_id,
    external_reference: draft.external_reference,
    assigned_user_id: draft.assigned_user_id,
    attachment_count: new Set(asked.upload_ids).size,
    last_reply_side: sight.is_desk ? 'staff' : 'customer',
    needs_answer_since: sight.is_desk || over ? null : rightNow,
    resolved_at: over ? rightNow : null,
    closed_at: status.kind === 'closed' ? rightNow : null,
    ...(await promisesFor(scope, { company_id: draft.company_id, priority: priority.key, status })),
  })
}

/** The requester always has a row; who opened it for a colleague is in CC. */
function watchersOf(scope: Scope, ticketId: number, { company_id, requester_user_id, ignored: _ }: Draft) {
  const row = { company_id, ticket_id: ticketId, added_by_user_id: scope.user_id }
  const isForOther = scope.role === 'portal_member' && requester_user_id !== scope.user_id
  return [
    ...(requester_user_id === null ? [] : [{ ...row, kind: 'requester', user_id: requester_user_id }]),
    ...(isForOther ? [{ ...row, kind: 'cc', user_id: scope.user_id }] : []),
  ]
}

function tell(
  scope: Scope,
  sight: Sight,
  { id, is_silent }: { id: number; is_silent: boolean },
  draft: Draft,
): Promise<void> {
  const { company_id, requester_user_id, category_id, priority, assigned_user_id } = draft
  const data = { source: sourceOf(scope, sight), category_id, priority: priority?.key ?? '' }
  return announce(scope, ticketCreated, {
    ...happened({ id, company_id, requester_user_id }, data),
    provider_data: { assigned_user_id, is_silent },
  })
}
