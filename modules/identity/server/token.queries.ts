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

/** What the roles of a client give it. */
export interface Grants {
  roles: string[]
  permissions: string[]
}

const withGrants = `select p.*, g.roles, g.permissions from (${proven}) p, grants_of_client(p.id) g`

/** The enabled client with this id and this secret, and what it may do: one look, whatever of it is wrong. */
export async function selectProven(
  tx: Transaction,
  clientId: string,
  secretHash: Buffer,
): Promise<(ProvenClient & Grants) | undefined> {
  const { rows } = await tx.run<ProvenClient & Grants & Record<string, unknown>>(withGrants, [
    clientId,
    secretHash,
  ])
  return rows[0]
}

export async function selectPermissionsOfClient(tx: Transaction, machineClientId: number): Promise<string[]> {
  const { rows } = await tx.run<{ permissions: string[] }>('select permissions from grants_of_client($1)', [
    machineClientId,
  ])
  return rows[0]?.permissions ?? []
}

/** The client of a token, while the token lives, and what that client may do now. */
export interface TokenStanding extends Grants {
  token_client_id: number | null
}

/** The proven client, whether this token lives, and what its client may do, in one statement. */
export async function selectProvenAndToken(
  tx: Transaction,
  proof: { client_id: string; secret_hash: Buffer },
  token: Pick<AccessToken, 'client_id' | 'jti' | 'issued_at' | 'kid'>,
): Promise<(ProvenClient & TokenStanding) | undefined> {
  const { rows } = await tx.run<ProvenClient & TokenStanding & Record<string, unknown>>(
    `select p.*, l.machine_client_id as token_client_id, g.roles, g.permissions from (${proven}) p
     left join live_client($3, $4, $5, $6) l on true left join lateral grants_of_client(l.machine_client_id) g on true`,
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
