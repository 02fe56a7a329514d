import { endpoint, provider } from '../../../platform/contract/endpoint.ts'
import { declareProblems } from '../../../platform/contract/problems.ts'
import { Id, list, withDefault, z } from '../../../platform/contract/schema.ts'
import { Watcher, Whom } from './detail.ts'
import { author, reader } from './who.ts'

const ticketId = z.strictObject({ ticket_id: Id })
const people = z.object({ items: z.array(Watcher) })

/** Who hears of a ticket: its requester, people in copy, and at the desk those who follow. */
export const watchersApi = {
  listWatchers: endpoint({
    method: 'GET',
    path: '/tickets/:ticket_id/watchers',
    access: reader,
    summary: 'People of a ticket; those who follow are shown at the desk only',
    params: ticketId,
    response: { 200: people },
  }),
  addWatcher: endpoint({
    method: 'POST',
    path: '/tickets/:ticket_id/watchers',
    access: author,
    summary: 'Put somebody in copy; at the desk also: let a colleague follow',
    params: ticketId,
    body: z.extend(Whom, { kind: withDefault(z.enum(['cc', 'follower']), 'cc') }),
    response: { 201: z.extend(Watcher, { ticket_id: Id }) },
    location: '/tickets/{ticket_id}/watchers',
    problems: ['company_archived'],
  }),
  removeWatcher: endpoint({
    method: 'DELETE',
    path: '/tickets/:ticket_id/watchers/:watcher_id',
    access: author,
    summary: 'Take somebody out of copy, or out of those who follow',
    params: z.strictObject({ ticket_id: Id, watcher_id: Id }),
    response: { 204: null },
    problems: ['requester_stays'],
  }),
  setFollowers: endpoint({
    method: 'PUT',
    path: '/tickets/:ticket_id/watchers',
    access: provider('tickets.answer'),
    summary: 'Say which colleagues follow; the others no longer do',
    params: ticketId,
    body: z.strictObject({ user_ids: list(Id, 50) }),
    response: { 200: people },
  }),
  watch: endpoint({
    method: 'PUT',
    path: '/tickets/:ticket_id/watching',
    access: reader,
    summary: 'I want to hear of this ticket',
    params: ticketId,
    response: { 204: null },
  }),
  unwatch: endpoint({
    method: 'DELETE',
    path: '/tickets/:ticket_id/watching',
    access: reader,
    summary: 'I do not want to hear of this ticket any more',
    params: ticketId,
    response: { 204: null },
  }),
}

declareProblems({
  requester_stays: [409, 'The requester cannot be left out', 'Change the requester of the ticket instead.'],
})
