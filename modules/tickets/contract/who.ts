import { either, member, owner_or, provider, user } from '../../../platform/contract/endpoint.ts'

/** Whoever may see a ticket: the desk, its requester and CC, and who sees all of the company (tickets §3). */
export const reader = owner_or(
  either(provider('tickets.view'), user('tickets.create'), member('tickets.view_company')),
  'tickets.create',
)

/** Whoever may write in it. */
export const author = owner_or(either(provider('tickets.answer'), user('tickets.create')), 'tickets.create')
