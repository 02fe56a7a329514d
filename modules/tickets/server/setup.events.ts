import { optional, z } from '../../../platform/contract/schema.ts'
import { Changes, declareWords, defineEvent, registerSubject } from '../../../platform/events/index.ts'

const data = z.object({ name: z.string(), changes: optional(Changes) })
const sample = { name: 'Waiting for the vendor' }

const noun = (subject: string, label: string, [the, der, page]: [string, string, string]) => {
  registerSubject({ type: subject, module: 'tickets', path: () => `/admin/tickets/${page}` })
  declareWords({
    [`${subject}.created`]: [
      `${label}: angelegt`,
      `{actor} made the ${the} “{name}”`,
      `{actor} hat ${der} „{name}“ angelegt`,
    ],
    [`${subject}.updated`]: [
      `${label}: geändert`,
      `{actor} changed the ${the} “{name}”`,
      `{actor} hat ${der} „{name}“ geändert`,
    ],
    [`${subject}.deleted`]: [
      `${label}: entfernt`,
      `{actor} removed the ${the} “{name}”`,
      `{actor} hat ${der} „{name}“ entfernt`,
    ],
  })
  const happened = (what: string) =>
    defineEvent({
      type: `${subject}.${what}`,
      subject,
      audience: 'provider',
      label: `${the}: ${what}`,
      data,
      sample,
    })
  return { created: happened('created'), updated: happened('updated'), deleted: happened('deleted') }
}

/** What sets up the desk: made, changed, removed. */
export const setupEvents = {
  status: noun('ticket_status', 'Ticketstatus', ['ticket status', 'den Ticketstatus', 'statuses']),
  priority: noun('ticket_priority', 'Priorität', ['ticket priority', 'die Priorität', 'priorities']),
  category: noun('ticket_category', 'Kategorie', ['ticket category', 'die Kategorie', 'categories']),
  tag: noun('ticket_tag', 'Schlagwort', ['tag', 'das Schlagwort', 'tags']),
  calendar: noun('ticket_calendar', 'Arbeitszeiten', ['working hours', 'die Arbeitszeiten', 'sla']),
  policy: noun('ticket_sla_policy', 'Zusage', ['service promise', 'die Zusage', 'sla']),
  canned: noun('ticket_canned_reply', 'Textbaustein', ['canned reply', 'den Textbaustein', 'canned-replies']),
}
