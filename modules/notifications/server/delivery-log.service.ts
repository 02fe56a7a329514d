import type { Received } from '../../../platform/contract/endpoint.ts'
import { notFound, problem } from '../../../platform/contract/problems.ts'
import { pageOf, readCursor, type Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { Delivery, notificationsApi } from '../contract.ts'
import { typeOf } from './catalogue.ts'
import { askForDelivery } from './delivery.jobs.ts'
import * as queries from './delivery-log.queries.ts'
import { asHouse } from './house.ts'
import { deliveryRetried } from './notification.events.ts'
import { liftBounced } from './suppression.queries.ts'
import { hashOf } from './unsubscribe-token.ts'

type Asked = Received<NonNullable<typeof notificationsApi.deliveries.query>>

/** What was delivered and what was not, of the customers that the caller may see. */
export async function listDeliveries(scope: Scope, { limit, after, ...filters }: Asked) {
  const walk = { sort: '-id', filters }
  const from = readCursor(after, walk, 0)
  const rows = await queries.selectDeliveries(scope, wantedOf(filters), from, limit + 1)
  return pageOf(rows, limit, walk, () => [], present)
}

/** How many they are, counted up to `most` and one more. */
export const countDeliveries = (scope: Scope, asked: Asked, most: number): Promise<number> =>
  queries.countDeliveries(scope, wantedOf(asked), most)

const wantedOf = ({ channel, status = [], event_type = [], user_id, from, to }: Partial<Asked>) => ({
  channel: channel ?? null,
  statuses: status,
  types: event_type,
  user_id: user_id ?? null,
  from: from ?? null,
  to: to ?? null,
})

export async function readDelivery(scope: Scope, id: number): Promise<Delivery> {
  const row = await queries.selectDelivery(scope, id, '')
  if (!row) throw notFound()
  return present(row)
}

/**
 * 409 for everything that did not fail. Whoever tries by hand takes it that the mailbox works again: an address that
 * refused gets mail from then on, until it refuses once more.
 */
export async function retryDelivery(scope: Scope, id: number): Promise<Delivery> {
  const row = await queries.selectDelivery(scope, id, 'for update')
  if (!row) throw notFound()
  if (row.status !== 'failed' && row.reason !== 'bounced') throw problem('delivery_finished')
  if (row.channel === 'email') await asHouse(scope, (house) => liftBounced(house, hashOf(row.address)))
  await queries.reopenDelivery(scope, id)
  const { channel, event_type } = row
  if (channel === 'email' || channel === 'sms')
    await askForDelivery(scope, [{ id, channel, status: 'scheduled', due_at: new Date().toISOString() }], {
      first: true,
    })
  await announce(scope, deliveryRetried, {
    subject_id: id,
    company_id: row.company_id,
    data: { event_type, channel },
  })
  return readDelivery(scope, id)
}

const present = (row: queries.LogRow): Delivery => ({
  ...row,
  label: typeOf(row.event_type).label,
  address: masked(row.address),
})

/** `olive@acme.test` → `o***@acme.test`; of a number the last three digits stay. */
function masked(address: string): string {
  const at = address.lastIndexOf('@')
  return at > 0 ? `${address.slice(0, 1)}***${address.slice(at)}` : `***${address.slice(-3)}`
}
