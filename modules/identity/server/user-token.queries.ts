import type { Transaction } from '../../../platform/database/index.ts'

export type MailedPurpose = 'password_reset' | 'email_change' | 'magic_link'

interface NewToken {
  user_id: number
  purpose: MailedPurpose
  token_hash: Buffer
  minutes: number
  data?: Record<string, unknown>
  session_id?: number | null
}

export interface OpenToken {
  id: number
  user_id: number
  session_id: number | null
  data: Record<string, unknown>
}

/** Writes a link's token and keeps so many of the newest of its purpose; earlier ones are void. */
export async function insertToken(tx: Transaction, token: NewToken, kept: number): Promise<string> {
  const { rows } = await tx.run<{ expires_at: string }>(
    `insert into user_tokens (user_id, purpose, token_hash, data, session_id, expires_at)
     values ($1, $2, $3, $4, $5, now() + make_interval(mins => $6)) returning expires_at`,
    [
      token.user_id,
      token.purpose,
      token.token_hash,
      JSON.stringify(token.data ?? {}),
      token.session_id ?? null,
      token.minutes,
    ],
  )
  await tx.run(
    `update user_tokens set used_at = now() where id in (select id from user_tokens
       where user_id = $1 and purpose = $2 and used_at is null order by id desc offset $3)`,
    [token.user_id, token.purpose, kept],
  )
  return rows[0]?.expires_at ?? ''
}

export async function findToken(
  tx: Transaction,
  purpose: MailedPurpose,
  tokenHash: Buffer,
): Promise<OpenToken | undefined> {
  const { rows } = await tx.run<OpenToken & Record<string, unknown>>(
    `select id, user_id, session_id, data from user_tokens
     where token_hash = $2 and purpose = $1 and used_at is null and expires_at > now()`,
    [purpose, tokenHash],
  )
  return rows[0]
}

/** Of all who redeem a link at once, one gets the row. */
export async function redeemToken(
  tx: Transaction,
  purpose: MailedPurpose,
  tokenHash: Buffer,
): Promise<OpenToken | undefined> {
  const { rows } = await tx.run<OpenToken & Record<string, unknown>>(
    `update user_tokens set used_at = now()
     where token_hash = $2 and purpose = $1 and used_at is null and expires_at > now()
     returning id, user_id, session_id, data`,
    [purpose, tokenHash],
  )
  return rows[0]
}

/** After a new password or address no link that was mailed before counts. */
export async function voidTokens(tx: Transaction, userId: number): Promise<void> {
  await tx.run(
    `update user_tokens set used_at = now() where user_id = $1 and used_at is null
     and purpose in ('password_reset', 'magic_link', 'email_change', 'second_factor')`,
    [userId],
  )
}

/** The address that waits to be proven, if any. */
export async function pendingEmail(tx: Transaction, userId: number): Promise<string | null> {
  const { rows } = await tx.run<{ email: string }>(
    `select data->>'email' as email from user_tokens where user_id = $1 and purpose = 'email_change'
     and used_at is null and expires_at > now() order by id desc limit 1`,
    [userId],
  )
  return rows[0]?.email ?? null
}
