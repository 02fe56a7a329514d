import type { Scope } from '../../../../platform/database/index.ts'
import { countMailed, type Recipient } from '../../../notifications/server/index.ts'
import { deskSettings } from '../ticket.settings.ts'
import { type Case, customers } from './case.ts'

const hourMost = 1
const dayMost = 5

/** Elsewhere people see at once that it arrived. */
export const isAcknowledged = (source: unknown) => source === 'email' || source === 'form'

/**
 * Whom to thank for a ticket that came by mail or a form: at most once an hour and five times a day for an address,
 * so two machines that answer each other soon fall silent.
 */
export async function toThank(scope: Scope, found: Case, eventType: string): Promise<Recipient[]> {
  if (!(await deskSettings(scope)).acknowledge_mail) return []
  const people: Recipient[] = []
  for (const one of customers(found, 'requester')) {
    const { hour, day } = await countMailed(scope, eventType, one)
    if (hour < hourMost && day < dayMost) people.push(one)
  }
  return people
}
