import { type Batch, declareRetention, type Retention } from '../../../platform/retention/index.ts'

/** How long identity keeps what has ended (identity §4.11): the days count from the end that the row itself names. */
const own = (name: string, days: number, removing: string): Retention => ({
  name: `identity.${name}`,
  module: 'identity',
  table: name,
  days,
  bounds: { min: days, max: days },
  role: 'portal_identity',
  async remove(tx, { before, limit }: Batch) {
    const { rowCount } = await tx.run(removing, [before, limit])
    return rowCount ?? 0
  },
})

declareRetention(
  own(
    'sessions',
    30,
    `delete from sessions where id = any (array(select id from sessions
       where least(revoked_at, expires_at) < $1 order by least(revoked_at, expires_at) limit $2))`,
  ),
  own(
    'registrations',
    0,
    `delete from registrations where id = any (array(select id from registrations
       where expires_at < $1 order by expires_at limit $2))`,
  ),
  own(
    'user_tokens',
    1,
    `delete from user_tokens where id = any (array(select id from user_tokens
       where expires_at < $1 order by expires_at limit $2))`,
  ),
  own(
    'login_failures',
    7,
    `delete from login_failures f using (select kind, identifier_hash, device_hash from login_failures
       where last_failed_at < $1 order by last_failed_at limit $2 for update skip locked) idle
     where (f.kind, f.identifier_hash, f.device_hash) = (idle.kind, idle.identifier_hash, idle.device_hash)`,
  ),
  own(
    'devices',
    400,
    `delete from devices where id = any (array(select id from devices
       where last_seen_at < $1 order by last_seen_at limit $2))`,
  ),
  own(
    'revoked_tokens',
    0,
    `delete from revoked_tokens where jti = any (array(select jti from revoked_tokens
       where expires_at < $1 order by expires_at limit $2))`,
  ),
  own(
    'api_key_usage',
    400,
    `delete from api_key_usage a using (select api_key_id, ip from api_key_usage
       where last_used_at < $1 order by last_used_at limit $2 for update skip locked) unseen
     where (a.api_key_id, a.ip) = (unseen.api_key_id, unseen.ip)`,
  ),
  own(
    'personal_exports',
    30,
    `delete from personal_exports where id = any (array(select id from personal_exports
       where expires_at < $1 and status = 'expired' order by expires_at limit $2))`,
  ),
)
