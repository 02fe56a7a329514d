import type { StoredEvent } from '../../../platform/events/index.ts'
import { declareNotificationType, holdersOf } from '../../notifications/server/index.ts'

const isOver = ({ type }: StoredEvent) => type.endsWith('.finished')

/** A run takes minutes or hours: whoever began it is told when it is over. */
declareNotificationType({
  event_type: 'tickets.sync_finished',
  label: 'Import from Syncro finished',
  description: 'An import from Syncro that you started is done, or failed',
  group: 'tickets',
  side: 'super_admin',
  caused_by: ['sync_run.finished', 'sync_run.failed'],
  allowed_channels: ['in_app', 'email'],
  async about(_, event) {
    const { data, provider_data } = event
    const asked = provider_data?.requested_by_user_id
    if (typeof asked !== 'number') return null
    const { created, updated, skipped, failed_items } = data
    return {
      people: [{ user_id: asked }],
      company_id: null,
      message: isOver(event)
        ? `Your import from Syncro is done: ${created} new, ${updated} changed, ${skipped} skipped.`
        : `Your import from Syncro failed after ${created} new and ${updated} changed tickets.`,
      message_de: isOver(event)
        ? `Ihr Import aus Syncro ist fertig: ${created} neu, ${updated} geändert, ${skipped} übersprungen.`
        : `Ihr Import aus Syncro ist nach ${created} neuen und ${updated} geänderten Tickets gescheitert.`,
      severity: isOver(event) && Number(failed_items) === 0 ? 'success' : 'warning',
      link: '/admin/tickets/import',
      metadata: { created, updated, skipped, failed_items },
    }
  },
})

/** Once when a connection has failed for 10 minutes, once when it works again. */
declareNotificationType({
  event_type: 'system.integration_failing',
  label: 'Integration failing',
  description: 'A connection to another system has failed for 10 minutes, or works again',
  group: 'system',
  side: 'super_admin',
  caused_by: ['integration.failed', 'integration.recovered'],
  default_channels: ['email'],
  async about(scope, event) {
    const admins = await holdersOf(scope, 'super_admin')
    const { slug } = event.data
    const fails = event.type === 'integration.failed'
    return {
      people: admins.map((user_id) => ({ user_id })),
      company_id: null,
      message: fails
        ? `The connection to ${slug} has failed for 10 minutes.`
        : `The connection to ${slug} works again.`,
      message_de: fails
        ? `Die Anbindung an ${slug} ist seit 10 Minuten gestört.`
        : `Die Anbindung an ${slug} geht wieder.`,
      severity: fails ? 'warning' : 'success',
      link: `/admin/integrations/${slug}`,
      metadata: { slug },
    }
  },
})
