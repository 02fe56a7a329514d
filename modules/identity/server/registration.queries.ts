import { sql } from 'kysely'
import type { Transaction } from '../../../platform/database/index.ts'

export interface NewRegistration {
  email: string
  email_key: string
  password_hash: string
  first_name: string
  last_name: string
  mobile_phone: string | null
  time_zone: string | null
  locale: string | null
  terms_version: string | null
  terms_accepted_at: Date | null
  token_hash: Buffer
  device_hash: Buffer
  next_path: string | null
}

export type Registration = Omit<NewRegistration, 'token_hash' | 'device_hash' | 'terms_accepted_at'> & {
  id: number
  device_hash: Buffer | null
  terms_accepted_at: string | null
  mails_sent: number
}

const columns = [
  'id',
  'email',
  'email_key',
  'password_hash',
  'first_name',
  'last_name',
  'mobile_phone',
  'time_zone',
  'locale',
  'terms_version',
  'terms_accepted_at',
  'device_hash',
  'next_path',
  'mails_sent',
] as const

export async function insertRegistration(tx: Transaction, row: NewRegistration): Promise<number> {
  const { id } = await tx.queries
    .insertInto('registrations')
    .values(row)
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** The registration whose link this is, while the link counts. */
export function findRegistration(tx: Transaction, tokenHash: Buffer): Promise<Registration | undefined> {
  return tx.queries
    .selectFrom('registrations')
    .select(columns)
    .where('token_hash', '=', tokenHash)
    .where('link_expires_at', '>', sql<string>`now()`)
    .executeTakeFirst()
}

/** Of all who redeem a link at once, one gets the row. */
export async function takeRegistration(tx: Transaction, id: number, tokenHash: Buffer): Promise<boolean> {
  const row = await tx.queries
    .deleteFrom('registrations')
    .where('id', '=', id)
    .where('token_hash', '=', tokenHash)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** The first address that is proven wins: other registrations of it are void. */
export async function dropRegistrations(tx: Transaction, emailKey: string): Promise<void> {
  await tx.queries.deleteFrom('registrations').where('email_key', '=', emailKey).execute()
}

export async function dropByToken(tx: Transaction, tokenHash: Buffer): Promise<number | undefined> {
  const row = await tx.queries
    .deleteFrom('registrations')
    .where('token_hash', '=', tokenHash)
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

/** A new link for what waits under this address: this browser's registration, else the newest. Five mails at most. */
export async function renewLink(
  tx: Transaction,
  asked: { email_key: string; device_hash: Buffer | null; token_hash: Buffer },
): Promise<{ id: number; email: string; locale: string | null } | undefined> {
  const { rows } = await tx.run<{ id: number; email: string; locale: string | null }>(
    `update registrations set token_hash = $3, link_expires_at = now() + interval '24 hours', mails_sent = mails_sent + 1
     where id = (select id from registrations where email_key = $1 and expires_at > now() and mails_sent < 5
       order by (device_hash is not distinct from $2::bytea) desc, id desc limit 1) returning id, email, locale`,
    [asked.email_key, asked.device_hash, asked.token_hash],
  )
  return rows[0]
}
