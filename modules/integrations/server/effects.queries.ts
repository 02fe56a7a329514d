import { registerEffects } from '../../../platform/events/index.ts'

/** What was sent because of an event, as far as the scope sees it. */
registerEffects({
  name: 'webhooks',
  async find(scope, eventId) {
    if (!scope.permissions.has('webhooks.manage') && !scope.is_super_admin) return []
    const { rows } = await scope.tx.run<{ id: number; label: string; status: string; created_at: string }>(
      `select d.id, e.name as label, d.status, d.created_at from webhook_deliveries d
         join webhook_endpoints e on e.id = d.webhook_endpoint_id
       where d.event_id = $1 order by d.id desc limit 50`,
      [eventId],
    )
    return rows.map((row) => ({
      ...row,
      kind: 'webhook_delivery',
      path: `/admin/webhooks/deliveries/${row.id}`,
    }))
  },
})
