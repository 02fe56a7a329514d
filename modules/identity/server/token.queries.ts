import type { Transaction } from '../../../platform/database/index.ts'
import type { AccessToken } from './access-token.ts'

export interface ProvenClient {
  id: number
  client_id: string
  secret_id: number
  audiences: string[]
  token_ttl_seconds: number | null
  /** What a token issued now is dated, in seconds since 1970: by the database's clock, which ends tokens, too. */
  issued_at: number
  /** What the database calls the current signing key. */
  current_kid: string | null
}

const proven = `select c.id, c.client_id, s.id as secret_id, c.audiences, c.token_ttl_seconds,
    greatest(floor(extract(epoch from clock_timestamp())), extract(epoch from c.not_before))::bigint as issued_at,
    (select kid from signing_keys where status = 'current') as current_kid
  from machine_clients c join machine_client_secrets s on s.machine_client_id = c.id
  where c.client_id = $1::uuid and s.secret_hash = $2 and (s.expires_at is null or s.expires_at > now()) and c.enabled`

/** The enabled client with this id and this secret: one look, whatever of it is wrong. */
export async function selectProven(
  tx: Transaction,
  clientId: string,
  secretHash: Buffer,
): Promise<ProvenClient | undefined> {
  const { rows } = await tx.run<ProvenClient & Record<string, unknown>>(proven, [clientId, secretHash])
  return rows[0]
}

/** The proven client, and whether this token lives, in one statement. */
export async function selectProvenAndToken(
  tx: Transaction,
  proof: { client_id: string; secret_hash: Buffer },
  token: Pick<AccessToken, 'client_id' | 'jti' | 'issued_at' | 'kid'>,
): Promise<(ProvenClient & { token_client_id: number | null }) | undefined> {
  const { rows } = await tx.run<ProvenClient & { token_client_id: number | null }>(
    `select p.*, (select machine_client_id from live_client($3, $4, $5, $6)) as token_client_id from (${proven}) p`,
    [proof.client_id, proof.secret_hash, token.client_id, token.jti, token.issued_at, token.kid],
  )
  return rows[0]
}

/** False when it was revoked before. */
export async function insertRevoked(
  tx: Transaction,
  token: { jti: string; expires_at: number },
  machineClientId: number,
): Promise<boolean> {
  const { rowCount } = await tx.run(
    `insert into revoked_tokens (jti, machine_client_id, expires_at) values ($1, $2, to_timestamp($3)) on conflict do nothing`,
    [token.jti, machineClientId, token.expires_at + 60],
  )
  return rowCount === 1
}

export interface Issued {
  id: number
  secret_id: number
  count: number
  at: Date
}

export async function addIssued(tx: Transaction, issued: Issued[]): Promise<void> {
  const given = [
    issued.map(({ id }) => id),
    issued.map(({ secret_id }) => secret_id),
    issued.map(({ count }) => count),
    issued.map(({ at }) => at.toISOString()),
  ]
  await tx.run(
    `update machine_clients c set tokens_issued = c.tokens_issued + u.count, last_used_at = greatest(c.last_used_at, u.at)
     from (select id, sum(count) as count, max(at) as at
       from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::timestamptz[]) as x (id, secret_id, count, at) group by id) u
     where c.id = u.id`,
    given,
  )
  await tx.run(
    `update machine_client_secrets s set last_used_at = greatest(s.last_used_at, u.at)
     from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::timestamptz[]) as u (id, secret_id, count, at)
     where s.id = u.secret_id`,
    given,
  )
}

/** Clients whose tokens of the last hour stand in no event yet; they count as announced from now on. */
export async function takeUnannounced(
  tx: Transaction,
): Promise<{ id: number; name: string; count: number }[]> {
  const { rows } = await tx.run<{ id: number; name: string; count: number }>(
    `update machine_clients c set tokens_announced = c.tokens_issued
     from (select id, tokens_issued - tokens_announced as count from machine_clients
       where tokens_issued > tokens_announced order by id limit 1000 for update) u
     where c.id = u.id returning c.id, c.name, u.count`,
  )
  return rows
}
