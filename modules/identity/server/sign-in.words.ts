import { declareWords } from '../../../platform/events/index.ts'

/** Signing in, its factors and keys, in the words of the audit log. */
declareWords({
  'session.created': ['Angemeldet', '{actor} signed in', '{actor} hat sich angemeldet'],
  'session.revoked': ['Sitzung beendet', '{actor} ended a session', '{actor} hat eine Sitzung beendet'],
  'session.confirmed': [
    'Identität bestätigt',
    '{actor} confirmed their identity',
    '{actor} hat die eigene Identität bestätigt',
  ],
  'session.renamed': ['Gerät benannt', '{actor} named a device', '{actor} hat ein Gerät benannt'],
  'login.failed': [
    'Anmeldung fehlgeschlagen',
    'A sign-in failed: {reason}',
    'Eine Anmeldung schlug fehl: {reason}',
  ],
  'login.blocked': [
    'Anmeldung zeitweise gesperrt',
    'Signing in was blocked after {failures} failures',
    'Die Anmeldung wurde nach {failures} Fehlversuchen gesperrt',
  ],
  'registration.requested': [
    'Registrierung begonnen',
    'Somebody asked to register',
    'Jemand wollte sich registrieren',
  ],
  'sign_in_settings.changed': [
    'Anmeldeeinstellungen geändert',
    '{actor} changed the sign-in settings',
    '{actor} hat die Anmeldeeinstellungen geändert',
  ],
  'totp_device.added': [
    'Authenticator-App hinzugefügt',
    '{actor} added an authenticator app',
    '{actor} hat eine Authenticator-App hinzugefügt',
  ],
  'totp_device.removed': [
    'Authenticator-App entfernt',
    '{actor} removed an authenticator app',
    '{actor} hat eine Authenticator-App entfernt',
  ],
  'passkey.added': [
    'Passkey hinzugefügt',
    '{actor} added a passkey',
    '{actor} hat einen Passkey hinzugefügt',
  ],
  'passkey.renamed': [
    'Passkey umbenannt',
    '{actor} renamed a passkey',
    '{actor} hat einen Passkey umbenannt',
  ],
  'passkey.removed': ['Passkey entfernt', '{actor} removed a passkey', '{actor} hat einen Passkey entfernt'],
  'recovery_codes.generated': [
    'Wiederherstellungscodes erzeugt',
    '{actor} made new recovery codes',
    '{actor} hat neue Wiederherstellungscodes erzeugt',
  ],
  'recovery_code.used': [
    'Wiederherstellungscode benutzt',
    '{actor} used a recovery code',
    '{actor} hat einen Wiederherstellungscode benutzt',
  ],
  'second_factor.reset': [
    'Zweiter Faktor zurückgesetzt',
    '{actor} reset the second factor of {subject}',
    '{actor} hat den zweiten Faktor von {subject} zurückgesetzt',
  ],
  'api_key.created': [
    'API-Schlüssel erstellt',
    '{actor} made an API key',
    '{actor} hat einen API-Schlüssel erstellt',
  ],
  'api_key.updated': [
    'API-Schlüssel geändert',
    '{actor} changed an API key',
    '{actor} hat einen API-Schlüssel geändert',
  ],
  'api_key.rotated': [
    'API-Schlüssel erneuert',
    '{actor} replaced an API key',
    '{actor} hat einen API-Schlüssel erneuert',
  ],
  'api_key.revoked': [
    'API-Schlüssel widerrufen',
    '{actor} revoked an API key',
    '{actor} hat einen API-Schlüssel widerrufen',
  ],
  'machine_client.created': [
    'Maschinen-Client angelegt',
    '{actor} made the machine client {name}',
    '{actor} hat den Maschinen-Client {name} angelegt',
  ],
  'machine_client.updated': [
    'Maschinen-Client geändert',
    '{actor} changed the machine client {name}',
    '{actor} hat den Maschinen-Client {name} geändert',
  ],
  'machine_client.disabled': [
    'Maschinen-Client abgeschaltet',
    '{actor} switched off the machine client {name}',
    '{actor} hat den Maschinen-Client {name} abgeschaltet',
  ],
  'machine_client.deleted': [
    'Maschinen-Client gelöscht',
    '{actor} deleted the machine client {name}',
    '{actor} hat den Maschinen-Client {name} gelöscht',
  ],
})
