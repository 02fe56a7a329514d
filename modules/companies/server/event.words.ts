import { declareWords } from '../../../platform/events/index.ts'

/** What our events say in the audit log: label in German, the sentence, der Satz. */
declareWords({
  'company.created': [
    'Firma angelegt',
    '{actor} added the company {subject}',
    '{actor} hat die Firma {subject} angelegt',
  ],
  'company.updated': [
    'Firmendaten geändert',
    '{actor} changed the business information of {subject}',
    '{actor} hat die Firmendaten von {subject} geändert',
  ],
  'company.archived': ['Firma archiviert', '{actor} archived {subject}', '{actor} hat {subject} archiviert'],
  'company.restored': [
    'Firma wiederhergestellt',
    '{actor} restored {subject}',
    '{actor} hat {subject} wiederhergestellt',
  ],
  'company.deleted': [
    'Firma gelöscht',
    '{actor} deleted the company {name}',
    '{actor} hat die Firma {name} gelöscht',
  ],
  'company_domain.added': [
    'E-Mail-Domain hinzugefügt',
    '{actor} added the domain {domain} to {company}',
    '{actor} hat {company} die Domain {domain} hinzugefügt',
  ],
  'company_domain.updated': [
    'E-Mail-Domain geändert',
    '{actor} changed the domain {domain} of {company}',
    '{actor} hat die Domain {domain} von {company} geändert',
  ],
  'company_domain.removed': [
    'E-Mail-Domain entfernt',
    '{actor} removed the domain {domain} from {company}',
    '{actor} hat die Domain {domain} von {company} entfernt',
  ],
  'company_contact.changed': [
    'Ansprechpartner geändert',
    '{actor} changed the contacts of {company}',
    '{actor} hat die Ansprechpartner von {company} geändert',
  ],
  'session.company_switched': [
    'Arbeitet in einer anderen Firma',
    '{actor} went to work in another company',
    '{actor} arbeitet jetzt in einer anderen Firma',
  ],
  'membership.invited': [
    'Person eingeladen',
    '{actor} invited {subject} to {company} as {role}',
    '{actor} hat {subject} als {role} zu {company} eingeladen',
  ],
  'membership.accepted': [
    'Einladung angenommen',
    '{subject} accepted the invitation to {company} as {role}',
    '{subject} hat die Einladung zu {company} als {role} angenommen',
  ],
  'membership.declined': [
    'Einladung abgelehnt',
    '{subject} declined the invitation to {company}',
    '{subject} hat die Einladung zu {company} abgelehnt',
  ],
  'membership.joined': [
    'Person wurde Mitglied',
    '{subject} became a member of {company} as {role}',
    '{subject} wurde als {role} Mitglied von {company}',
  ],
  'membership.role_changed': [
    'Rolle geändert',
    '{actor} changed the role of {subject} from {from} to {to}',
    '{actor} hat die Rolle von {subject} von {from} in {to} geändert',
  ],
  'membership.sites_changed': [
    'Zugang zu Standorten geändert',
    '{actor} changed which sites {subject} works in',
    '{actor} hat geändert, in welchen Standorten {subject} arbeitet',
  ],
  'membership.customers_changed': [
    'Kundenliste geändert',
    '{actor} changed which customers {subject} looks after',
    '{actor} hat geändert, welche Kunden {subject} betreut',
  ],
  'membership.suspended': [
    'Mitglied gesperrt',
    '{actor} suspended {subject} in {company}',
    '{actor} hat {subject} in {company} gesperrt',
  ],
  'membership.resumed': [
    'Sperre aufgehoben',
    '{actor} let {subject} work in {company} again',
    '{actor} hat die Sperre von {subject} in {company} aufgehoben',
  ],
  'membership.removed': [
    'Mitglied entfernt',
    '{actor} removed {subject} from {company}',
    '{actor} hat {subject} aus {company} entfernt',
  ],
  'membership.expired': [
    'Einladung verfallen',
    'The invitation of {subject} to {company} expired',
    'Die Einladung von {subject} zu {company} ist verfallen',
  ],
  'role.created': ['Rolle angelegt', '{actor} made the role {name}', '{actor} hat die Rolle {name} angelegt'],
  'role.updated': [
    'Rolle geändert',
    '{actor} changed the role {subject}',
    '{actor} hat die Rolle {subject} geändert',
  ],
  'role.deleted': [
    'Rolle gelöscht',
    '{actor} deleted the role {name}',
    '{actor} hat die Rolle {name} gelöscht',
  ],
  'permission.retired': [
    'Recht zurückgezogen',
    'A permission was retired and taken from the roles that held it',
    'Ein Recht wurde zurückgezogen und den Rollen genommen, die es hatten',
  ],
  'machine_client.roles_changed': [
    'Rollen eines Maschinen-Clients geändert',
    '{actor} changed what {subject} may do',
    '{actor} hat geändert, was {subject} darf',
  ],
  'audit_log.exported': [
    'Protokoll exportiert',
    '{actor} exported {rows} entries of the audit log as {format}',
    '{actor} hat {rows} Einträge des Protokolls als {format} exportiert',
  ],
})

declareWords({
  'staff_member.created': [
    'Person im Verzeichnis angelegt',
    '{actor} added {subject} to the directory of {company}',
    '{actor} hat {subject} in das Verzeichnis von {company} aufgenommen',
  ],
  'staff_member.updated': [
    'Person im Verzeichnis geändert',
    '{actor} changed {subject} in the directory of {company}',
    '{actor} hat {subject} im Verzeichnis von {company} geändert',
  ],
  'staff_member.archived': [
    'Person im Verzeichnis archiviert',
    '{actor} archived {subject} in the directory of {company}',
    '{actor} hat {subject} im Verzeichnis von {company} archiviert',
  ],
  'staff_member.linked': [
    'Mit Anmeldung verknüpft',
    '{actor} linked {subject} with a login',
    '{actor} hat {subject} mit einer Anmeldung verknüpft',
  ],
  'staff_member.unlinked': [
    'Verknüpfung gelöst',
    '{actor} parted {subject} from their login',
    '{actor} hat {subject} von der Anmeldung getrennt',
  ],
  'staff_member.account_action_changed': [
    'Schritt beim Ein- oder Austritt',
    '{actor} moved {subject} from {from} to {to}',
    '{actor} hat {subject} von {from} auf {to} gesetzt',
  ],
  'staff_member.leaving_soon': [
    'Austritt innerhalb eines Tages',
    '{subject} of {company} is off-boarded within a day',
    '{subject} von {company} wird innerhalb eines Tages abgemeldet',
  ],
  'staff_member.offboard_failed': [
    'Abmeldung schlägt fehl',
    'Off-boarding {subject} of {company} failed {tries} times',
    'Die Abmeldung von {subject} bei {company} ist {tries}-mal fehlgeschlagen',
  ],
  'staff_member.imported': [
    'Verzeichnis importiert',
    '{actor} imported people into the directory of {company}',
    '{actor} hat Personen in das Verzeichnis von {company} importiert',
  ],
  'staff_member.erased': [
    'Person aus dem Verzeichnis gelöscht',
    'The data of a person in the directory of {company} was erased',
    'Die Daten einer Person im Verzeichnis von {company} wurden gelöscht',
  ],
  'staff_verification.requested': [
    'Identitätsprüfung begonnen',
    '{actor} sent {subject} a code to confirm who is calling',
    '{actor} hat {subject} einen Code zur Identitätsprüfung gesendet',
  ],
  'staff_verification.confirmed': [
    'Identität bestätigt',
    '{actor} confirmed the identity of {subject}',
    '{actor} hat die Identität von {subject} bestätigt',
  ],
  'staff_verification.failed': [
    'Identitätsprüfung fehlgeschlagen',
    'The identity of {subject} could not be confirmed',
    'Die Identität von {subject} konnte nicht bestätigt werden',
  ],
  'staff_verification.undeliverable': [
    'Code nicht zustellbar',
    'The code for {subject} could not be delivered',
    'Der Code für {subject} konnte nicht zugestellt werden',
  ],
})
