import { typeOf } from './catalogue.ts'
import { labelFor } from './labels.ts'
import { readsGerman } from './people.queries.ts'

/** What the types are, for whoever reads German; a type that is missing here keeps the words of its module. */
export const germanDescriptions: Readonly<Record<string, string>> = {
  general: 'Was die Betreiber des Portals allen mitteilen',
  'general.test': 'Was Sie sich selbst senden, um zu sehen, ob es ankommt',
  'general.export_ready': 'Die Datei einer langen Liste, um die Sie baten, liegt zum Herunterladen bereit',
  'general.export_failed': 'Die Datei einer langen Liste, um die Sie baten, konnte nicht erstellt werden',
  'company.invited': 'Jemand hat Sie in seine Firma eingeladen',
  'company.role_changed': 'Sie haben in einer Firma eine andere Rolle',
  'company.suspended': 'Ihr Zugang zu einer Firma wurde gesperrt oder wieder freigegeben',
  'company.removed': 'Sie sind in einer Firma kein Mitglied mehr',
  'company.joined_by_domain': 'Jemand wurde durch seine E-Mail-Adresse Mitglied',
  'company.staff_requested': 'Jemand beantragt einen Ein- oder Austritt, den Sie genehmigen dürfen',
  'company.staff_decided': 'Was Sie beantragt haben, wurde genehmigt oder abgelehnt',
  'company.staff_leaving': 'Jemand tritt innerhalb eines Tages aus',
  'company.staff_stuck': 'Jemand, dessen Zeit gekommen ist, konnte nicht abgemeldet werden',
  'company.staff_import_finished':
    'Ein Import von Personen in das Verzeichnis, den Sie begonnen haben, ist fertig oder gescheitert',
  'tickets.import_finished': 'Ein Import von Tickets, den Sie begonnen haben, ist fertig oder gescheitert',
  'tickets.created': 'Ein Kunde hat ein Ticket eröffnet, an dem noch niemand arbeitet',
  'tickets.opened_for_you': 'Der Support oder ein Kollege hat ein Ticket in Ihrem Namen eröffnet',
  'tickets.received': 'Sie haben dem Support per Mail oder Formular geschrieben, und es wurde ein Ticket',
  'tickets.assigned': 'Jemand hat Ihnen ein Ticket gegeben',
  'tickets.replied':
    'Jemand hat in einem Ticket geantwortet, das Sie gestellt haben, verfolgen oder bearbeiten',
  'tickets.note_added':
    'Ein Kollege hat eine Notiz in ein Ticket geschrieben, das Sie verfolgen oder bearbeiten',
  'tickets.status_changed':
    'Ein Ticket, das Sie gestellt haben, verfolgen oder bearbeiten, hat einen anderen Status',
  'tickets.sla_warning':
    'Was dem Kunden zugesagt wurde, ist bald fällig, in einem Ticket von Ihnen oder einem, das niemand hat',
  'tickets.sla_breached': 'Was dem Kunden zugesagt wurde, wurde nicht gehalten',
  'tickets.deadlines_late':
    'Warnungen vor Zusagen oder das Schließen gelöster Tickets kamen mehr als 10 Minuten zu spät',
  'tickets.mail_failed': 'Eine Mail mit dem, was Sie in einem Ticket schrieben, wurde abgewiesen',
  'tickets.stranded': 'Offene Tickets sind jemandem zugewiesen, der nicht mehr daran arbeiten darf',
  'tickets.sync_finished': 'Ein Import aus Syncro, den Sie begonnen haben, ist fertig oder gescheitert',
  'security.password_changed': 'Ihr Passwort wurde geändert oder neu gesetzt',
  'security.email_changed': 'Sie melden sich mit einer anderen E-Mail-Adresse an',
  'security.second_factor_changed':
    'Eine Authenticator-App, ein Passkey oder Wiederherstellungscodes wurden hinzugefügt, entfernt oder benutzt',
  'security.new_device':
    'Jemand hat sich mit einem Browser an Ihrem Konto angemeldet, der vorher nicht benutzt wurde',
  'security.api_key_created': 'Für Ihr Konto wurde ein API-Schlüssel erstellt',
  'security.account_blocked': 'Für Ihr Konto wurden zu viele falsche Passwörter oder Codes eingegeben',
  'security.impersonated': 'Ein Administrator hat begonnen, an Ihrer Stelle im Portal zu arbeiten',
  'security.export_ready': 'Die Kopie Ihrer Daten, um die Sie baten, liegt zum Herunterladen bereit',
  'security.erasure': 'Die Löschung Ihres Kontos wurde verlangt oder zurückgenommen',
  'system.mail_refused': 'Ihr Mailserver hat mehrere Nachrichten des Portals endgültig abgewiesen',
  'system.sms_limit': 'Es wurden so viele SMS gesendet, wie ein Tag erlaubt',
  'system.delivery_failed':
    'Eine Mail oder eine SMS ist endgültig gescheitert; höchstens einmal in der Stunde mitgeteilt',
  'system.task_failed': 'Eine geplante Aufgabe ist gescheitert, auch beim letzten Versuch',
  'system.consumer_dead':
    'Ein Teil des Portals konnte ein Ereignis nicht verarbeiten, auch beim letzten Versuch',
  'system.seal_broken':
    'Das Ereignisprotokoll passt nicht zu seinen Siegeln: jemand hat es außerhalb des Portals geändert',
  'system.integration_failing':
    'Die Verbindung zu einem anderen System ist seit 10 Minuten gestört oder geht wieder',
  'webhook.failed': 'Ein Webhook konnte nicht zugestellt werden: seine Versuche sind aufgebraucht',
  'webhook.disabled': 'Ein Endpunkt wurde abgeschaltet, weil er nicht funktioniert',
  'webhook.retried': 'Jemand hat einen Webhook von Hand erneut versucht',
}

/** Label and description of a type, for somebody with this locale. */
export const wordsFor = (eventType: string, locale: string) => ({
  label: labelFor(eventType, locale),
  description: descriptionFor(eventType, locale),
})

/** What a type is, for somebody with this locale. */
export const descriptionFor = (eventType: string, locale: string): string =>
  (readsGerman(locale) ? germanDescriptions[eventType] : undefined) ?? typeOf(eventType).description
