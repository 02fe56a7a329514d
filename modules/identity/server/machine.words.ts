import { declareWords } from '../../../platform/events/index.ts'

declareWords({
  'machine_client.secret_added': [
    'Geheimnis eines Maschinen-Clients erzeugt',
    '{actor} made a secret ({preview}…) for {subject}',
    '{actor} hat ein Geheimnis ({preview}…) für {subject} erzeugt',
  ],
  'machine_client.secret_removed': [
    'Geheimnis eines Maschinen-Clients zurückgenommen',
    '{actor} took the secret {preview}… of {subject} back',
    '{actor} hat das Geheimnis {preview}… von {subject} zurückgenommen',
  ],
  'machine_client.tokens_revoked': [
    'Tokens eines Maschinen-Clients beendet',
    '{actor} ended all tokens of {subject}',
    '{actor} hat alle Tokens von {subject} beendet',
  ],
  'machine_client.tokens_issued': [
    'Tokens an einen Maschinen-Client ausgegeben',
    '{subject} got {count} tokens',
    '{subject} hat {count} Tokens erhalten',
  ],
  'access_token.revoked': [
    'Zugriffstoken beendet',
    '{subject} ended the token {jti}',
    '{subject} hat das Token {jti} beendet',
  ],
  'service_permission.created': [
    'Recht in einem fremden Dienst angelegt',
    '{actor} declared the right {name} for {permission_audience}',
    '{actor} hat das Recht {name} für {permission_audience} angelegt',
  ],
  'service_permission.deleted': [
    'Recht in einem fremden Dienst entfernt',
    '{actor} took the right {name} away',
    '{actor} hat das Recht {name} entfernt',
  ],
  'signing_key.published': [
    'Signaturschlüssel veröffentlicht',
    'The signing key {kid} ({algorithm}) was made known',
    'Der Signaturschlüssel {kid} ({algorithm}) wurde bekannt gemacht',
  ],
  'signing_key.activated': [
    'Signaturschlüssel in Gebrauch',
    'The signing key {kid} ({algorithm}) signs from now on',
    'Der Signaturschlüssel {kid} ({algorithm}) signiert ab jetzt',
  ],
  'signing_key.retired': [
    'Signaturschlüssel ausgemustert',
    'The signing key {kid} ({algorithm}) was withdrawn',
    'Der Signaturschlüssel {kid} ({algorithm}) wurde ausgemustert',
  ],
  'passkey.counter_regressed': [
    'Zähler eines Passkeys lief zurück',
    'The counter of the passkey {name} went back from {counter} to {given}: it may have been copied',
    'Der Zähler des Passkeys {name} lief von {counter} auf {given} zurück: vielleicht wurde er kopiert',
  ],
  'breach_check.unavailable': [
    'Liste bekannter Passwörter nicht erreichbar',
    'The list of leaked passwords could not be asked; the list of our own stood in',
    'Die Liste bekannt gewordener Passwörter war nicht erreichbar; die eigene Liste sprang ein',
  ],
})
