import type { Transaction } from '../../../platform/database/index.ts'

export interface KeyUses {
  id: number
  ip: string
  count: number
  at: Date
}

/** Adds uses to keys and their addresses; keys that are gone meanwhile are passed over. At most 500 addresses stay. */
export async function addUses(tx: Transaction, uses: KeyUses[]): Promise<void> {
  const given = [
    uses.map(({ id }) => id),
    uses.map(({ ip }) => ip),
    uses.map(({ count }) => count),
    uses.map(({ at }) => at.toISOString()),
  ]
  await tx.run(
    `update api_keys k set usage_count = k.usage_count + u.count, last_used_at = greatest(k.last_used_at, u.at)
     from (select id, sum(count) as count, max(at) as at
       from unnest($1::bigint[], $2::inet[], $3::bigint[], $4::timestamptz[]) as x (id, ip, count, at) group by id) u
     where k.id = u.id`,
    given,
  )
  await tx.run(
    `insert into api_key_usage as a (api_key_id, ip, usage_count, first_used_at, last_used_at)
     select u.id, u.ip, u.count, u.at, u.at from unnest($1::bigint[], $2::inet[], $3::bigint[], $4::timestamptz[]) as u (id, ip, count, at)
       join api_keys k on k.id = u.id order by u.id, u.ip
     on conflict (api_key_id, ip) do update set usage_count = a.usage_count + excluded.usage_count,
       last_used_at = greatest(a.last_used_at, excluded.last_used_at)`,
    given,
  )
  await tx.run(
    `delete from api_key_usage where (api_key_id, ip) in (
       select x.api_key_id, x.ip from (select a.api_key_id, a.ip,
           row_number() over (partition by a.api_key_id order by a.last_used_at desc, a.ip) as rank
         from api_key_usage a where a.api_key_id = any ($1::bigint[])) x where x.rank > 500)`,
    [[...new Set(uses.map(({ id }) => id))]],
  )
}

/** A key that was made under an earlier pepper is known by the current one from now on. */
export async function rehash(
  tx: Transaction,
  keys: { id: number; token_hash: Buffer; pepper_id: string }[],
): Promise<void> {
  for (const { id, token_hash, pepper_id } of keys)
    await tx.run('update api_keys set token_hash = $2, pepper_id = $3 where id = $1 and pepper_id <> $3', [
      id,
      token_hash,
      pepper_id,
    ])
}
