import type { Scope } from '../../../platform/database/index.ts'
import { registerConsumer, type StoredEvent } from '../../../platform/events/index.ts'
import { insertDeliveries, type NewDelivery } from './delivery.queries.ts'
import { selectTargets } from './endpoint.queries.ts'
import { houseOf } from './house.ts'
import { inboundReceived } from './inbound.events.ts'
import { nameEvent } from './inbound.queries.ts'
import { isWanted, messageOf, newMessageId } from './message.ts'
import { wakeSending } from './sending.job.ts'

/** What arrived names its event: whoever looks at the call finds what followed from it. */
async function noteReceived(scope: Scope, events: readonly StoredEvent[]): Promise<void> {
  for (const { id, data } of events.filter(({ type }) => type === inboundReceived.type))
    await nameEvent(scope, Number(data.inbound_delivery_id), id)
}

/** Every event becomes a delivery for each endpoint that asked for it: in the transaction that hands it out. */
registerConsumer({
  name: 'webhooks',
  async consume(scope: Scope, events: StoredEvent[]): Promise<void> {
    await noteReceived(scope, events)
    const targets = await selectTargets(scope, events[0]?.company_id ?? null)
    if (targets.length === 0) return
    const { portal_url } = houseOf(scope.tx.database)
    const rows = targets.flatMap((target) =>
      events
        .filter((event) => event.audience === 'company' || target.view === 'provider')
        .filter((event) => isWanted(target.event_types, event.type))
        .map(
          (event): NewDelivery => ({
            company_id: event.company_id,
            webhook_endpoint_id: target.id,
            message_id: newMessageId(),
            event_id: event.id,
            event_type: event.type,
            body: messageOf(scope, event, target.view, portal_url),
            status: target.is_held ? 'held' : 'pending',
          }),
        ),
    )
    if (rows.length === 0) return
    await insertDeliveries(scope, rows)
    const waiting = rows.filter(({ status }) => status === 'pending')
    for (const id of new Set(waiting.map(({ webhook_endpoint_id }) => webhook_endpoint_id)))
      await wakeSending(scope, id)
  },
})
