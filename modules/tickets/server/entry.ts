import { invalid } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { requireOpenCompany } from '../../companies/server/index.ts'
import { attach } from './attachment.service.ts'
import { insertReply } from './reply.queries.ts'
import { type Body, isBlank, renderBody } from './rich-text.ts'
import type { Sight } from './sight.ts'
import { ticketNoted, ticketReplied } from './ticket.events.ts'
import { counted, rightNow } from './ticket.queries.ts'
import { happened, type Turn } from './turn.ts'

export interface Said {
  body: string
  body_format?: 'markdown' | 'html' | 'text'
  is_internal?: boolean
  upload_ids?: readonly number[]
}

/** How something came in: by a key, at the desk, by a customer's browser, by our own work. */
export function sourceOf(scope: Scope, sight: Sight) {
  if (scope.actor.kind === 'key' || scope.actor.kind === 'client') return 'api'
  if (scope.kind === 'job') return 'automation'
  return sight.is_desk ? 'desk' : 'portal'
}

/** Adds what somebody said to the turn: the entry, its files, the counts and the event. 409 `company_archived`. */
export async function say(turn: Turn, said: Said): Promise<number> {
  const { scope, sight, ticket } = turn
  if (ticket.company_id !== null) await requireOpenCompany(scope, ticket.company_id)
  const isNote = sight.is_desk && said.is_internal === true
  const side = sight.is_desk ? 'staff' : 'customer'
  const { body_format = 'markdown' } = said
  const body = renderBody(body_format, said.body, ticket.id)
  const replyId = await insertReply(scope, {
    company_id: ticket.company_id,
    ticket_id: ticket.id,
    kind: isNote ? 'note' : 'reply',
    side,
    author_user_id: scope.user_id,
    source: sourceOf(scope, sight),
    body_format,
    ...body,
  })
  const place = { company_id: ticket.company_id, ticket_id: ticket.id, reply_id: replyId }
  const files = await attach(scope, { ...place, is_internal: isNote }, { ...said, body_format })
  demandWords(body, files)
  if (isNote) noted(turn, replyId)
  else replied(turn, { replyId, side, files })
  return replyId
}

/** Refuses an entry of which the allow-list leaves nothing, with no file beside it. */
export function demandWords(body: Body, files: number): void {
  if (files === 0 && isBlank(body)) throw invalid('body', 'required', 'Nothing of it can be shown.')
}

function noted(turn: Turn, replyId: number): void {
  turn.told.push(() => announce(turn.scope, ticketNoted, happened(turn.ticket, { reply_id: replyId })))
}

interface Spoken {
  replyId: number
  side: 'staff' | 'customer'
  files: number
}

function replied(turn: Turn, { replyId, side, files }: Spoken): void {
  const { scope, ticket } = turn
  const isFirst = side === 'staff' && ticket.first_replied_at === null
  Object.assign(turn.set, {
    reply_count: counted('reply_count', 1),
    last_reply_side: side,
    needs_answer_since: side === 'customer' ? (ticket.needs_answer_since ?? rightNow) : null,
    ...(files > 0 && { attachment_count: counted('attachment_count', files) }),
    ...(isFirst && { first_replied_at: rightNow }),
  })
  turn.is_public = true
  const source = sourceOf(scope, turn.sight)
  const data = { reply_id: replyId, side, source, is_first_reply: isFirst, attachment_count: files }
  turn.told.push(() => announce(scope, ticketReplied, happened(ticket, data)))
}
