import { sql } from 'kysely'
import type { Transaction } from '../../../platform/database/index.ts'
import type { Profile } from '../contract.ts'
import { pictureUrl } from './picture-url.ts'

export interface Account {
  id: number
  email: string
  first_name: string
  last_name: string
  status: string
  password_hash: string | null
  is_super_admin: boolean
  locale: string | null
}

const account = [
  'id',
  'email',
  'first_name',
  'last_name',
  'status',
  'password_hash',
  'is_super_admin',
  'locale',
] as const

const profile = [
  'id',
  'email',
  'email_verified_at',
  'first_name',
  'last_name',
  'mobile_phone',
  'time_zone',
  'locale',
  'preferences',
  'picture_file_id',
  'is_super_admin',
  'must_change_password',
  'password_changed_at',
  'created_at',
  'last_login_at',
] as const

/** Only one at a time decides who is first; the lock ends with the transaction. */
export async function lockSetup(tx: Transaction): Promise<void> {
  await tx.run('select pg_advisory_xact_lock(7230115)')
}

export async function anyUser(tx: Transaction): Promise<boolean> {
  return (await tx.queries.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined
}

export function findByEmailKey(tx: Transaction, key: string): Promise<Account | undefined> {
  return tx.queries.selectFrom('users').select(account).where('email_key', '=', key).executeTakeFirst()
}

export function findAccount(tx: Transaction, id: number): Promise<Account | undefined> {
  return tx.queries.selectFrom('users').select(account).where('id', '=', id).executeTakeFirst()
}

/** Whom an address belongs to, and whether they have signed in from this browser before. */
export async function findForSignIn(tx: Transaction, key: string, deviceHash: Buffer) {
  return tx.queries
    .selectFrom('users as u')
    .leftJoin('devices as d', (join) =>
      join.onRef('d.user_id', '=', 'u.id').on('d.token_hash', '=', deviceHash),
    )
    .select([
      'u.id',
      'u.email',
      'u.status',
      'u.password_hash',
      'u.is_super_admin',
      'u.locale',
      'd.id as device_id',
    ])
    .where('u.email_key', '=', key)
    .executeTakeFirst()
}

export interface NewUser {
  email: string
  email_key: string
  first_name: string
  last_name: string
  mobile_phone?: string | null
  time_zone?: string | null
  locale?: string | null
  password_hash?: string | null
  password_changed_at?: Date | null
  must_change_password?: boolean
  is_super_admin?: boolean
  status: 'invited' | 'active'
  email_verified_at?: Date | null
  last_login_at?: Date | null
  terms_version?: string | null
  terms_accepted_at?: Date | null
}

export async function insertUser(tx: Transaction, user: NewUser): Promise<number> {
  const { id } = await tx.queries.insertInto('users').values(user).returning('id').executeTakeFirstOrThrow()
  return id
}

/** The address was free a moment ago; when somebody took it meanwhile, nothing is made. */
export async function insertInvited(tx: Transaction, user: NewUser): Promise<number | undefined> {
  const made = await tx.queries
    .insertInto('users')
    .values(user)
    .onConflict((conflict) => conflict.column('email_key').doNothing())
    .returning('id')
    .executeTakeFirst()
  return made?.id
}

/**
 * A right password, and a stronger hash where there is one. False when password or status changed since they
 * were looked at: that sign-in fails.
 */
export async function notePassword(
  tx: Transaction,
  seen: { id: number; password_hash: string | null },
  strongerHash: string | null,
): Promise<boolean> {
  const { rowCount } = await tx.run(
    `select from users where id = $1 and password_hash = $2 and status = 'active' for no key update`,
    [seen.id, seen.password_hash],
  )
  if (rowCount === 1 && strongerHash !== null)
    await tx.run('update users set password_hash = $2 where id = $1', [seen.id, strongerHash])
  return rowCount === 1
}

/** A mailed link was opened, which proves the address. */
export async function noteProvenAddress(tx: Transaction, id: number): Promise<void> {
  const now = new Date()
  await tx.queries
    .updateTable('users')
    .set((row) => ({
      email_verified_at: row.fn.coalesce('email_verified_at', row.val(now)),
    }))
    .where('id', '=', id)
    .execute()
}

/** An invited person becomes active; undefined when they are not (any more) invited. */
export function activate(
  tx: Transaction,
  id: number,
  chosen: Omit<NewUser, 'email' | 'email_key' | 'status'>,
) {
  const now = new Date()
  return tx.queries
    .updateTable('users')
    .set({
      ...chosen,
      status: 'active',
      password_changed_at: now,
      email_verified_at: now,
      last_login_at: now,
      updated_at: now,
    })
    .where('id', '=', id)
    .where('status', '=', 'invited')
    .returning('id')
    .executeTakeFirst()
}

/** A profile as the database keeps it. */
export type ProfileRow = Omit<Profile, 'picture_url'> & { picture_file_id: number | null }

export async function findProfile(tx: Transaction, id: number): Promise<Profile | undefined> {
  const row = await tx.queries
    .selectFrom('users')
    .select(profile)
    .select(sql<boolean>`has_second_factor(id)`.as('second_factor'))
    .where('id', '=', id)
    .executeTakeFirst()
  return row && profileOf(row as ProfileRow)
}

/** As it is told; a row may hold more. */
export const profileOf = (row: ProfileRow): Profile => ({
  id: row.id,
  email: row.email,
  email_verified_at: row.email_verified_at,
  first_name: row.first_name,
  last_name: row.last_name,
  mobile_phone: row.mobile_phone,
  time_zone: row.time_zone,
  locale: row.locale,
  preferences: row.preferences,
  is_super_admin: row.is_super_admin,
  must_change_password: row.must_change_password,
  password_changed_at: row.password_changed_at,
  created_at: row.created_at,
  last_login_at: row.last_login_at,
  second_factor: row.second_factor,
  picture_url: pictureUrl(row.id, row.picture_file_id),
})

/** What is left out, or undefined, stays. */
export interface ProfileChanges {
  first_name?: string | undefined
  last_name?: string | undefined
  mobile_phone?: string | null | undefined
  time_zone?: string | null | undefined
  locale?: string | null | undefined
}

export async function updateProfile(tx: Transaction, id: number, changes: ProfileChanges): Promise<void> {
  await tx.queries
    .updateTable('users')
    .set({ ...definedIn(changes), updated_at: new Date() })
    .where('id', '=', id)
    .execute()
}

const definedIn = (changes: ProfileChanges): Partial<NewUser> =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))

/** Merges one level. The row is given back as it was merged. */
export async function mergePreferences(
  tx: Transaction,
  id: number,
  changes: Record<string, unknown>,
): Promise<Record<string, unknown> | undefined> {
  const { rows } = await tx.run<{ preferences: Record<string, unknown> }>(
    'update users set preferences = preferences || $2::jsonb, updated_at = now() where id = $1 returning preferences',
    [id, JSON.stringify(changes)],
  )
  return rows[0]?.preferences
}

/** Holds the person's row until the end of the transaction: what is counted for them cannot race. */
export async function lockUser(tx: Transaction, id: number): Promise<void> {
  await tx.queries.selectFrom('users').select('id').where('id', '=', id).forUpdate().execute()
}
