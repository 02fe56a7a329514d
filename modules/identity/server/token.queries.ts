import type { Found, Transaction } from '../../../platform/database/index.ts'
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

/** How a client proves itself; an id that is no UUID must not come this far. */
export interface Proving {
  client_id: string
  secret_hash: Buffer
}

/** Enabled clients with these ids and these secrets; `more` is joined to each. */
const proven = (
  asked: string,
  columns: string,
  more: string,
) => `select asked.nth, c.id, c.client_id, s.id as secret_id,
    c.audiences, c.token_ttl_seconds,
    greatest(floor(extract(epoch from clock_timestamp())), extract(epoch from c.not_before))::bigint as issued_at,
    (select kid from signing_keys where status = 'current') as current_kid, ${columns}
  from ${asked} join machine_clients c on c.client_id = asked.client_id
    join machine_client_secrets s on s.machine_client_id = c.id and s.secret_hash = asked.secret_hash ${more}
  where (s.expires_at is null or s.expires_at > now()) and c.enabled`

/** What the roles of a client give it. */
export interface Grants {
  roles: string[]
  permissions: string[]
}

const withGrants = proven(
  'unnest($1::uuid[], $2::bytea[]) with ordinality asked (client_id, secret_hash, nth)',
  'g.roles, g.permissions',
  'cross join lateral grants_of_client(c.id) g',
)

/** The enabled clients with this id and this secret, and what they may do: one look, whatever of it is wrong. */
export async function selectProven(
  tx: Transaction,
  asked: Proving[],
): Promise<Found<ProvenClient & Grants>[]> {
  const values = [asked.map(({ client_id }) => client_id), asked.map(({ secret_hash }) => secret_hash)]
  const { rows } = await tx.run<Found<ProvenClient & Grants> & Record<string, unknown>>(withGrants, values)
  return rows
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

export interface ProvingAndToken extends Proving {
  token: Pick<AccessToken, 'client_id' | 'jti' | 'issued_at' | 'kid'>
}

const withToken = proven(
  `unnest($1::uuid[], $2::bytea[], $3::uuid[], $4::uuid[], $5::bigint[], $6::text[])
    with ordinality asked (client_id, secret_hash, token_client, jti, token_issued, kid, nth)`,
  'l.machine_client_id as token_client_id, g.roles, g.permissions',
  `left join lateral live_client(asked.token_client, asked.jti, asked.token_issued, asked.kid) l on true
    left join lateral grants_of_client(l.machine_client_id) g on true`,
)

/** The proven clients, whether these tokens live, and what their clients may do, in one statement. */
export async function selectProvenAndToken(
  tx: Transaction,
  asked: ProvingAndToken[],
): Promise<Found<ProvenClient & TokenStanding>[]> {
  const { rows } = await tx.run<Found<ProvenClient & TokenStanding> & Record<string, unknown>>(withToken, [
    asked.map(({ client_id }) => client_id),
    asked.map(({ secret_hash }) => secret_hash),
    asked.map(({ token }) => token.client_id),
    asked.map(({ token }) => token.jti),
    asked.map(({ token }) => token.issued_at),
    asked.map(({ token }) => token.kid),
  ])
  return rows
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
