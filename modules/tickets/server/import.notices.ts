import { declareNotificationType } from '../../notifications/server/index.ts'
import { importAskedBy } from './import.notices.queries.ts'

declareNotificationType({
  event_type: 'tickets.import_finished',
  label: 'Import of tickets finished',
  description: 'An import of tickets that you started is done, or failed',
  group: 'tickets',
  caused_by: ['ticket_import.finished', 'ticket_import.failed'],
  side: 'provider',
  allowed_channels: ['in_app', 'email'],
  include_actor: true,
  async about(scope, { type, subject_id, data }) {
    const asked = subject_id === null ? null : await importAskedBy(scope, subject_id)
    if (!asked) return null
    const failed = type === 'ticket_import.failed'
    const [en, de] = wordsOf(data, failed)
    return {
      people: [{ user_id: asked.user_id }],
      message: `${asked.file_name}: ${en}`,
      message_de: `${asked.file_name}: ${de}`,
      link: '/admin/tickets/import',
      severity: failed || Number(data.refused) > 0 ? 'warning' : 'success',
    }
  },
})

type Words = readonly [en: string, de: string]

function wordsOf(data: Readonly<Record<string, unknown>>, failed: boolean): Words {
  const [what, whatDe]: Words =
    data.mode === 'check'
      ? ['the check of your import of tickets', 'Die Prüfung Ihres Imports von Tickets']
      : ['your import of tickets', 'Ihr Import von Tickets']
  if (failed) return [`${what} failed.`, `${whatDe} ist gescheitert.`]
  const { created, updated, refused } = data
  return [
    `${what} is done: ${created} new, ${updated} changed, ${refused} refused.`,
    `${whatDe} ist fertig: ${created} neu, ${updated} geändert, ${refused} abgelehnt.`,
  ]
}
