import type { StoredEvent } from '../../../../platform/events/index.ts'
import { declareNotificationType, type NotificationType } from '../catalogue.ts'

const askerOf = ({ data }: StoredEvent) =>
  typeof data.user_id === 'number' ? [{ user_id: data.user_id }] : []

/** Told to whoever asked for it, wherever they work now. */
const base = {
  group: 'general',
  include_actor: true,
  allowed_channels: ['in_app', 'email'],
} satisfies Partial<NotificationType>

declareNotificationType(
  {
    ...base,
    event_type: 'general.export_ready',
    label: 'Long list ready as a file',
    description: 'The file of a long list that you asked for can be downloaded',
    caused_by: ['list_export.ready'],
    about: async (_scope, event) => ({
      people: askerOf(event),
      company_id: null,
      message: `Your export is ready: ${event.data.rows} rows. It can be downloaded for seven days.`,
      message_de: `Ihr Export ist fertig: ${event.data.rows} Zeilen. Sie können ihn sieben Tage lang herunterladen.`,
      link: `/api/exports/${event.subject_id}/content`,
      severity: 'success',
    }),
  },
  {
    ...base,
    event_type: 'general.export_failed',
    label: 'Export of a long list failed',
    description: 'The file of a long list that you asked for could not be made',
    caused_by: ['list_export.failed'],
    about: async (_scope, event) => ({
      people: askerOf(event),
      company_id: null,
      message: 'Your export could not be made. Ask for it again, or narrow the filters of the list.',
      message_de:
        'Ihr Export konnte nicht erstellt werden. Starten Sie ihn erneut oder grenzen Sie die Liste ein.',
      severity: 'warning',
    }),
  },
)
