import { declareRetention, oldRows, type Retention } from '../../../platform/retention/index.ts'

/** How long identity keeps what has ended (identity §4.11): the days count from the end that the row itself names. */
const own = (name: string, days: number, which: Parameters<typeof oldRows>[1]): Retention => ({
  name: `identity.${name}`,
  module: 'identity',
  table: name,
  days,
  bounds: { min: days, max: days },
  role: 'portal_identity',
  remove: oldRows(name, which),
})

declareRetention(
  own('sessions', 30, { by: 'least(revoked_at, expires_at)' }),
  own('registrations', 0, { by: 'expires_at' }),
  own('user_tokens', 1, { by: 'expires_at' }),
  // A row that is used meanwhile has another place then, and stays.
  own('login_failures', 7, { by: 'last_failed_at', key: 'ctid' }),
  own('devices', 400, { by: 'last_seen_at' }),
  own('revoked_tokens', 0, { by: 'expires_at', key: 'jti' }),
  own('api_key_usage', 400, { by: 'last_used_at', key: 'ctid' }),
  own('personal_exports', 30, { by: 'expires_at', where: "status = 'expired'" }),
)
