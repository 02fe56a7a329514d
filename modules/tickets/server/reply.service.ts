import type { Received } from '../../../platform/contract/endpoint.ts'
import { invalid, notFound, problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import type { Reply, Ticket, ticketsApi } from '../contract.ts'
import { demandReplyAllowance } from './allowance.service.ts'
import { personOf } from './attachment.service.ts'
import { defaultStatus, statusOf } from './choice.service.ts'
import { say } from './entry.ts'
import { selectBelongs } from './reply.queries.ts'
import { sightOf } from './sight.ts'
import { refuseStale } from './stale.service.ts'
import { demandAuthor, refuseClosed } from './ticket.policy.ts'
import { putRead, selectSeen } from './ticket.queries.ts'
import { readReply, readTicket, repliesSince } from './ticket.read.ts'
import { beginTurn, endTurn, moveTo, type Turn } from './turn.ts'
import { copyTo } from './watcher.service.ts'

export type NewReply = Received<NonNullable<typeof ticketsApi.reply.body>>

/**
 * Adds what somebody said. A customer's reply to a pending or resolved ticket puts it back on the desk; 409
 * `newer_replies` when something was written meanwhile, `ticket_closed` when it is too long ago, `company_archived`.
 */
export async function replyTo(
  scope: Scope,
  ticketId: number,
  said: NewReply,
): Promise<{ reply: Reply; ticket: Ticket; ignored: string[] }> {
  const turn = await beginTurn(scope, ticketId)
  demandAuthor(scope, turn.sight, turn.ticket)
  if (turn.sight.is_desk && said.status !== undefined) await refuseStale(turn, said.version, null)
  await refuseUnseen(turn, said)
  if (!turn.sight.is_desk) {
    refuseClosed(turn)
    await demandReplyAllowance(scope)
  }
  const ignored = ignoredIn(turn, said)
  if (!ignored.includes('cc')) await copyTo(turn, said.cc)

  const replyId = await say(turn, said)
  if (!turn.sight.is_desk) await wakeUp(turn)
  else if (said.status !== undefined) moveTo(turn, await statusOf(scope, said.status))
  await endTurn(turn)

  const ticket = await readTicket(scope, ticketId)
  // The newest entries hold it, unless many write at once.
  const reply =
    ticket.replies.find(({ id }) => id === replyId) ?? (await readReply(scope, turn.sight, replyId))
  return { reply, ticket, ignored }
}

/** What a customer may not set; people without a company have nobody to put in copy. */
function ignoredIn({ sight, ticket }: Turn, said: NewReply): string[] {
  if (sight.is_desk) return []
  return [
    ...(said.is_internal ? ['is_internal'] : []),
    ...(said.status === undefined ? [] : ['status']),
    ...(ticket.company_id === null && said.cc.length > 0 ? ['cc'] : []),
  ]
}

async function refuseUnseen({ scope, sight, ticket }: Turn, said: NewReply): Promise<void> {
  if (said.force || said.last_seen_reply_id === undefined) return
  const replies = await repliesSince(scope, sight, ticket.id, said.last_seen_reply_id)
  if (replies.length > 0) throw problem('newer_replies', { members: { replies } })
}

async function wakeUp(turn: Turn): Promise<void> {
  if (turn.ticket.status_kind !== 'open') moveTo(turn, await defaultStatus(turn.scope))
}

/** Remembers how far somebody read; it never goes back. */
export async function markRead(scope: Scope, ticketId: number, lastReplyId: number): Promise<void> {
  if (!(await selectSeen(scope, sightOf(scope), ticketId))) throw notFound()
  if (!(await selectBelongs(scope, ticketId, lastReplyId)))
    throw invalid('last_reply_id', 'not_found', 'There is no such entry.')
  await putRead(scope, personOf(scope), ticketId, lastReplyId)
}
