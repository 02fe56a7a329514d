import type { Transaction } from '../../../platform/database/index.ts'
import {
  declarePersonalData,
  declarePersonalFiles,
  type PersonalData,
} from '../../../platform/personal/index.ts'

const own = { user_column: 'user_id', role: 'portal_identity', on_erase: 'delete' } as const
const rows = (table: string, exported: string[]): PersonalData => ({ ...own, table, exported })

declarePersonalData(
  rows('user_tokens', ['purpose', 'created_at', 'expires_at', 'used_at']),
  rows('sessions', [
    'ip',
    'user_agent',
    'factors',
    'created_at',
    'last_seen_at',
    'revoked_at',
    'revoked_reason',
  ]),
  {
    ...own,
    table: 'sessions',
    user_column: 'impersonator_id',
    exported: ['created_at', 'impersonation_reason'],
    on_erase: { keep: 'it says who acted for whom' },
  },
  rows('devices', ['name', 'user_agent', 'last_ip', 'created_at', 'last_seen_at']),
  rows('totp_devices', ['name', 'created_at', 'last_used_at']),
  rows('passkeys', ['name', 'backed_up', 'created_at', 'last_used_at']),
  rows('recovery_codes', ['created_at', 'used_at']),
  rows('api_keys', [
    'description',
    'preview',
    'scopes',
    'read_only',
    'allowed_ips',
    'expires_at',
    'usage_count',
    'last_used_at',
    'created_at',
  ]),
  // Their files go with the next look at copies whose time is over.
  {
    ...rows('personal_exports', ['status', 'created_at', 'ready_at']),
    on_erase: { blank: 'expires_at = now()' },
  },
  {
    ...own,
    table: 'erasures',
    exported: [],
    on_erase: { keep: 'it says that the person is gone, so that a restored backup does not bring them back' },
  },
)

declarePersonalFiles('picture')

/** The person's own row, as it is exported. */
export async function selectSelf(tx: Transaction, id: number): Promise<Record<string, unknown>[]> {
  const result = await tx.run(
    `select id, email, email_verified_at, first_name, last_name, mobile_phone, time_zone, locale, preferences, status,
       is_super_admin, terms_version, terms_accepted_at, last_login_at, created_at, updated_at from users where id = $1`,
    [id],
  )
  return result.rows
}

/** At most 5 000 rows of a declared table that are about this person. */
export async function selectPersonal(tx: Transaction, one: PersonalData, userId: number, offset: number) {
  const columns = one.exported.map((column) => `"${column}"`).join(', ')
  const result = await tx.run(
    `select ${columns} from "${one.table}" where "${one.user_column}" = $1 order by ctid limit 5000 offset $2`,
    [userId, offset],
  )
  return result.rows as Record<string, unknown>[]
}

/** Does to a declared table what its owner said. */
export async function erasePersonal(tx: Transaction, one: PersonalData, userId: number): Promise<void> {
  if (one.on_erase === 'delete') {
    await tx.run(`delete from "${one.table}" where "${one.user_column}" = $1`, [userId])
  } else if ('blank' in one.on_erase) {
    await tx.run(`update "${one.table}" set ${one.on_erase.blank} where "${one.user_column}" = $1`, [userId])
  }
}

/** From now on nobody gets in; the row itself goes after so many days. Undefined when `from` is their state no more. */
export async function markErasing(
  tx: Transaction,
  userId: number,
  { from, days }: { from: string; days: number },
): Promise<string | undefined> {
  const { rows: marked } = await tx.run<{ erase_after: string }>(
    `update users set status = 'erasing', erase_after = now() + make_interval(days => $2::int), updated_at = now()
     where id = $1 and status = $3 returning erase_after`,
    [userId, days, from],
  )
  return marked[0]?.erase_after
}

/** Invitations, resets, second steps: whatever link there is. */
export async function voidEveryToken(tx: Transaction, userId: number): Promise<void> {
  await tx.run('update user_tokens set used_at = now() where user_id = $1 and used_at is null', [userId])
}

export async function insertCancelToken(tx: Transaction, userId: number, hash: Buffer): Promise<void> {
  await tx.run(
    `insert into user_tokens (user_id, purpose, token_hash, expires_at)
     values ($1, 'erasure_cancel', $2, now() + interval '7 days')`,
    [userId, hash],
  )
}

/** Of all who redeem the link, one gets the person; only before the erasure. */
export async function redeemCancel(tx: Transaction, hash: Buffer): Promise<number | undefined> {
  const { rows: kept } = await tx.run<{ id: number }>(
    `with token as (update user_tokens set used_at = now() where token_hash = $1 and purpose = 'erasure_cancel'
       and used_at is null and expires_at > now() returning user_id)
     update users u set status = 'active', erase_after = null, updated_at = now() from token
     where u.id = token.user_id and u.status = 'erasing' returning u.id`,
    [hash],
  )
  return kept[0]?.id
}

/** People whom nobody saw within 30 days of an invitation are due from now on: they cannot come in meanwhile. At most 50. */
export async function markNeverCame(tx: Transaction): Promise<void> {
  await tx.run(
    `update users set status = 'erasing', erase_after = now(), updated_at = now()
     where status = 'invited' and id in (select id from users u
       where status = 'invited' and created_at < now() - interval '30 days'
         and not exists (select from user_tokens t where t.user_id = u.id and t.purpose = 'invitation'
           and t.used_at is null and t.expires_at > now())
       order by created_at limit 50)`,
  )
}

/** Whose days of grace are over; at most 100. */
export async function selectDue(tx: Transaction) {
  const { rows: due } = await tx.run<{ id: number; email_key: string }>(
    `select id, email_key from users where status = 'erasing' and erase_after <= now() order by id limit 100`,
  )
  return due
}

/** Those of the erased that are there with their name. Who came later only has a number that was free again. */
export async function selectUnerased(
  tx: Transaction,
  listed: readonly { user_id: number; erased_at: string }[],
) {
  const { rows: left } = await tx.run<{ id: number; email_key: string }>(
    `select id, email_key from users u where status <> 'erased' and exists (
       select from unnest($1::bigint[], $2::timestamptz[]) listed (user_id, erased_at)
       where listed.user_id = u.id and u.created_at <= listed.erased_at) order by id`,
    [listed.map(({ user_id }) => user_id), listed.map(({ erased_at }) => erased_at)],
  )
  return left
}

export const nobodysAddress = (id: number) => `erased-${id}@erased.invalid`

/** The row becomes a tombstone, and registrations of the address go; gives back the picture's files. */
export async function buryUser(tx: Transaction, id: number, emailHash: Buffer): Promise<number[]> {
  const { rows: before } = await tx.run<{ large: number | null; small: number | null }>(
    'select picture_file_id as large, picture_small_file_id as small from users where id = $1 for update',
    [id],
  )
  await tx.run('delete from registrations where email_key = (select email_key from users where id = $1)', [
    id,
  ])
  await tx.run(
    `update users set email = $2, email_key = $2, first_name = '', last_name = '', mobile_phone = null, time_zone = null,
       locale = null, preferences = '{}', picture_file_id = null, picture_small_file_id = null, password_hash = null,
       is_super_admin = false, status = 'erased', disabled_reason = null, erased_at = coalesce(erased_at, now()),
       updated_at = now() where id = $1`,
    [id, nobodysAddress(id)],
  )
  await tx.run(
    'insert into erasures (user_id, email_hash) values ($1, $2) on conflict (user_id) do nothing',
    [id, emailHash],
  )
  return [before[0]?.large, before[0]?.small].filter((file): file is number => typeof file === 'number')
}
