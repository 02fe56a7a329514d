import { typeOf } from './catalogue.ts'
import { readsGerman } from './people.queries.ts'

/** Labels as mails in German say them; a type that is missing here keeps the label of its module. */
export const germanLabels: Readonly<Record<string, string>> = {
  general: 'Nachrichten des Portals',
  'general.test': 'Testnachricht',
  'general.export_ready': 'Lange Liste als Datei fertig',
  'general.export_failed': 'Export einer langen Liste gescheitert',
  'company.invited': 'Einladung in eine Firma',
  'company.role_changed': 'Ihre Rolle hat sich geändert',
  'company.suspended': 'Zugang gesperrt oder wieder frei',
  'company.removed': 'Aus einer Firma entfernt',
  'company.joined_by_domain': 'Beitritt durch E-Mail-Adresse',
  'company.staff_requested': 'Anträge auf Ein- und Austritt',
  'company.staff_decided': 'Eigene Anträge auf Ein- und Austritt',
  'company.staff_leaving': 'Austritt morgen',
  'company.staff_stuck': 'Abmeldung schlägt fehl',
  'company.staff_import_finished': 'Import von Personen fertig',
  'tickets.import_finished': 'Import von Tickets fertig',
  'tickets.created': 'Neues Ticket',
  'tickets.opened_for_you': 'Ticket für Sie eröffnet',
  'tickets.assigned': 'Ticket Ihnen zugewiesen',
  'tickets.replied': 'Antwort in einem Ticket',
  'tickets.note_added': 'Interne Notiz',
  'tickets.status_changed': 'Status eines Tickets',
  'tickets.received': 'Ihre Nachricht ist angekommen',
  'tickets.mail_failed': 'Ihre Antwort war nicht zustellbar',
  'tickets.sla_warning': 'Zusage bald fällig',
  'tickets.sla_breached': 'Zusage nicht gehalten',
  'security.password_changed': 'Passwort geändert',
  'security.email_changed': 'E-Mail-Adresse geändert',
  'security.second_factor_changed': 'Zweiter Faktor geändert',
  'security.new_device': 'Neues Gerät',
  'security.api_key_created': 'API-Schlüssel erstellt',
  'security.account_blocked': 'Anmeldung gesperrt',
  'security.impersonated': 'Ein Administrator handelt für Sie',
  'security.export_ready': 'Kopie Ihrer Daten fertig',
  'security.erasure': 'Löschung des Kontos',
  'system.task_failed': 'Geplante Aufgabe fehlgeschlagen',
  'system.consumer_dead': 'Ein Teil gab ein Ereignis auf',
  'system.seal_broken': 'Das Ereignisprotokoll wurde verändert',
  'webhook.failed': 'Webhook fehlgeschlagen',
  'webhook.disabled': 'Webhook abgeschaltet',
  'webhook.retried': 'Webhook erneut versucht',
  'system.sms_limit': 'Heute keine SMS mehr',
  'system.delivery_failed': 'Nachrichten sind nicht zustellbar',
  'system.mail_refused': 'Mail an Sie wird abgelehnt',
}

/** The name of a type for somebody with this locale. */
export const labelFor = (eventType: string, locale: string): string =>
  (readsGerman(locale) ? germanLabels[eventType] : undefined) ?? typeOf(eventType).label
