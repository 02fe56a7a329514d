import type { Received } from '../../../platform/contract/endpoint.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { Ticket, ticketsApi } from '../contract.ts'
import { attach } from './attachment.service.ts'
import { requesterColumns } from './change-more.service.ts'
import { demandWords, sourceOf } from './entry.ts'
import { type Draft, draftOf } from './open-draft.service.ts'
import { insertReply } from './reply.queries.ts'
import { renderBody } from './rich-text.ts'
import { type Sight, sightOf } from './sight.ts'
import { promisesFor } from './sla.service.ts'
import { tagTicket } from './tagging.service.ts'
import { ticketCreated } from './ticket.events.ts'
import { insertTicket, rightNow, updateTicket } from './ticket.queries.ts'
import { readTicket } from './ticket.read.ts'
import { happened, isOver } from './turn.ts'
import { addWatchers, type NewWatcher } from './watcher.queries.ts'

export type NewTicket = Received<NonNullable<typeof ticketsApi.open.body>>

/**
 * Opens a ticket. What a customer may not set is left out and named in `ignored`; the desk says for which
 * company it is. 409 `company_archived`, 422 for people and choices that are not there, 429 for too many.
 */
export async function openTicket(scope: Scope, asked: NewTicket): Promise<Ticket & { ignored: string[] }> {
  const sight = sightOf(scope)
  const draft = await draftOf(scope, asked)
  const id = await insert(scope, sight, asked, draft)
  const { company_id } = draft
  const body = renderBody(asked.body_format, asked.body, id)
  const replyId = await insertReply(scope, {
    company_id,
    ticket_id: id,
    kind: 'request',
    side: sight.is_desk ? 'staff' : 'customer',
    author_user_id: scope.user_id,
    source: sourceOf(scope, sight),
    body_format: asked.body_format,
    ...body,
  })
  const place = { company_id, ticket_id: id, reply_id: replyId, is_internal: false }
  const files = await attach(scope, place, asked)
  demandWords(body, files)
  if (files > 0) await updateTicket(scope, id, { attachment_count: files })
  await addWatchers(scope, { id, company_id }, watchersOf(scope, draft))
  await tagTicket(scope, { id, company_id }, draft.tags)
  await tell(scope, sight, { id, is_silent: sight.is_desk && asked.is_silent }, draft)
  return { ...(await readTicket(scope, id)), ignored: draft.ignored }
}

async function insert(scope: Scope, sight: Sight, asked: NewTicket, draft: Draft): Promise<number> {
  const { status, priority } = draft
  if (!priority) throw new Error('No ticket priority is the default')
  const over = isOver(status.kind)
  return insertTicket(scope, {
    company_id: draft.company_id,
    ...requesterColumns(draft.requester),
    created_by_user_id: scope.user_id,
    source: sourceOf(scope, sight),
    subject: asked.subject,
    status: status.key,
    status_kind: status.kind,
    priority: priority.key,
    priority_rank: priority.rank,
    category_id: draft.category_id,
    module_slug: draft.module_slug,
    external_reference: draft.external_reference,
    assigned_user_id: draft.assigned_user_id,
    last_reply_side: sight.is_desk ? 'staff' : 'customer',
    needs_answer_since: sight.is_desk || over ? null : rightNow,
    resolved_at: over ? rightNow : null,
    closed_at: status.kind === 'closed' ? rightNow : null,
    ...(await promisesFor(scope, { company_id: draft.company_id, priority: priority.key, status })),
  })
}

/** The requester always has a row; who opened it for a colleague is in copy. */
function watchersOf(scope: Scope, { requester, cc }: Draft): NewWatcher[] {
  const isForOther = scope.role === 'portal_member' && requester?.user_id !== scope.user_id
  const me = { user_id: scope.user_id, staff_member_id: null, email: null, name: null }
  return [
    ...(requester === null ? [] : [{ ...requester, kind: 'requester' as const }]),
    ...(isForOther ? [{ ...me, kind: 'cc' as const }] : []),
    ...cc.map((one) => ({ ...one, kind: 'cc' as const })),
  ]
}

function tell(
  scope: Scope,
  sight: Sight,
  { id, is_silent }: { id: number; is_silent: boolean },
  draft: Draft,
): Promise<void> {
  const { company_id, requester, category_id, priority, assigned_user_id, tags } = draft
  const data = { source: sourceOf(scope, sight), category_id, priority: priority?.key ?? '' }
  return announce(scope, ticketCreated, {
    ...happened({ id, company_id, requester_user_id: requester?.user_id ?? null }, data),
    provider_data: { assigned_user_id, is_silent, ...(tags.length > 0 && { tags }) },
  })
}
