import { withRole } from '../../../platform/database/index.ts'
import { declareWords, registerSubject } from '../../../platform/events/index.ts'
import { namesOfClients, namesOfKeys } from './event-name.queries.ts'

const module = 'identity'

registerSubject({
  type: 'api_key',
  module,
  path: (_, scope) => (scope.is_super_admin ? '/admin/api-keys' : null),
  // What somebody calls their key is theirs and the provider's to know.
  names: async (scope, ids) =>
    scope.role === 'portal_provider'
      ? withRole(scope, 'portal_identity', () => namesOfKeys(scope.tx, ids))
      : new Map(),
})
registerSubject({
  type: 'machine_client',
  module,
  path: (id, scope) => (scope.is_super_admin ? `/admin/machine-clients/${id}` : null),
  names: async (scope, ids) =>
    scope.role === 'portal_provider'
      ? withRole(scope, 'portal_identity', () => namesOfClients(scope.tx, ids))
      : new Map(),
})
for (const type of [
  'session',
  'registration',
  'settings',
  'signing_key',
  'service_permission',
  'totp_device',
  'passkey',
])
  registerSubject({ type, module })

declareWords({
  'user.registered': [
    'Person hat sich registriert',
    '{subject} registered',
    '{subject} hat sich registriert',
  ],
  'user.created': [
    'Person angelegt',
    '{actor} made the account of {subject}',
    '{actor} hat das Konto von {subject} angelegt',
  ],
  'user.invited': [
    'Person eingeladen',
    '{actor} sent {subject} an invitation',
    '{actor} hat {subject} eine Einladung gesendet',
  ],
  'user.verified': [
    'E-Mail-Adresse bestätigt',
    '{subject} proved their e-mail address',
    '{subject} hat die E-Mail-Adresse bestätigt',
  ],
  'user.updated': [
    'Person geändert',
    '{actor} changed the account of {subject}',
    '{actor} hat das Konto von {subject} geändert',
  ],
  'user.disabled': [
    'Konto abgeschaltet',
    '{actor} switched off the account of {subject}',
    '{actor} hat das Konto von {subject} abgeschaltet',
  ],
  'user.enabled': [
    'Konto eingeschaltet',
    '{actor} switched on the account of {subject}',
    '{actor} hat das Konto von {subject} eingeschaltet',
  ],
  'user.unlocked': [
    'Anmeldung entsperrt',
    '{actor} let {subject} sign in again',
    '{actor} hat die Anmeldung von {subject} entsperrt',
  ],
  'user.erasure_requested': [
    'Löschung beantragt',
    '{subject} asked for erasure',
    '{subject} hat die Löschung beantragt',
  ],
  'user.erasure_cancelled': [
    'Löschung abgebrochen',
    'The erasure of {subject} was cancelled',
    'Die Löschung von {subject} wurde abgebrochen',
  ],
  'user.erased': [
    'Person gelöscht',
    'The data of a person was erased',
    'Die Daten einer Person wurden gelöscht',
  ],
  'personal_export.requested': [
    'Kopie der eigenen Daten beantragt',
    '{actor} asked for a copy of the data of {subject}',
    '{actor} hat eine Kopie der Daten von {subject} beantragt',
  ],
  'personal_export.ready': [
    'Kopie der eigenen Daten fertig',
    'The copy of the data of {subject} is ready',
    'Die Kopie der Daten von {subject} ist fertig',
  ],
  'personal_export.downloaded': [
    'Kopie der eigenen Daten geladen',
    '{actor} downloaded the copy of the data of {subject}',
    '{actor} hat die Kopie der Daten von {subject} geladen',
  ],
  'super_admin.granted': [
    'Wurde Super-Administrator',
    '{actor} made {subject} a super administrator',
    '{actor} hat {subject} zum Super-Administrator gemacht',
  ],
  'super_admin.revoked': [
    'Ist kein Super-Administrator mehr',
    '{actor} took super administration from {subject}',
    '{actor} hat {subject} die Super-Administration genommen',
  ],
  'impersonation.started': [
    'Handelt im Namen einer Person',
    '{actor} began to act as {subject}',
    '{actor} handelt nun im Namen von {subject}',
  ],
  'impersonation.stopped': [
    'Handelt nicht mehr im Namen einer Person',
    '{actor} stopped acting as {subject}',
    '{actor} handelt nicht mehr im Namen von {subject}',
  ],
  'password.reset_requested': [
    'Neues Passwort angefordert',
    'A new password was asked for, for {subject}',
    'Für {subject} wurde ein neues Passwort angefordert',
  ],
  'password.reset': [
    'Passwort neu gesetzt',
    '{subject} set a new password by mail',
    '{subject} hat per E-Mail ein neues Passwort gesetzt',
  ],
  'password.changed': [
    'Passwort geändert',
    '{actor} changed the password of {subject}',
    '{actor} hat das Passwort von {subject} geändert',
  ],
  'password.change_forced': [
    'Muss das Passwort ändern',
    '{actor} demands a new password from {subject}',
    '{actor} verlangt von {subject} ein neues Passwort',
  ],
  'email.change_requested': [
    'Andere E-Mail-Adresse beantragt',
    '{subject} asked for another e-mail address',
    '{subject} hat eine andere E-Mail-Adresse beantragt',
  ],
  'email.changed': [
    'E-Mail-Adresse geändert',
    'The e-mail address of {subject} was changed',
    'Die E-Mail-Adresse von {subject} wurde geändert',
  ],
  'magic_link.requested': [
    'Anmeldelink angefordert',
    'A sign-in link was asked for, for {subject}',
    'Für {subject} wurde ein Anmeldelink angefordert',
  ],
  'device.first_seen': [
    'Anmeldung in neuem Browser',
    '{subject} signed in from a new browser',
    '{subject} hat sich in einem neuen Browser angemeldet',
  ],
})
