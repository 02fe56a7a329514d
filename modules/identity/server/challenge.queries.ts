import type { Transaction } from '../../../platform/database/index.ts'

/** One-time tokens of sign-ins under way and of factors being set up, in `user_tokens`. */
type Purpose = 'second_factor' | 'passkey_login' | 'passkey_register' | 'totp_setup'

export interface NewChallenge {
  purpose: Purpose
  token_hash: Buffer
  user_id?: number | null
  session_id?: number | null
  data: Record<string, unknown>
  minutes: number
}

export async function insertChallenge(tx: Transaction, made: NewChallenge): Promise<string> {
  const { rows } = await tx.run<{ expires_at: string }>(
    `insert into user_tokens (purpose, token_hash, user_id, session_id, data, expires_at)
     values ($1, $2, $3, $4, $5, now() + make_interval(mins => $6::int)) returning expires_at`,
    [
      made.purpose,
      made.token_hash,
      made.user_id ?? null,
      made.session_id ?? null,
      JSON.stringify(made.data),
      made.minutes,
    ],
  )
  return rows[0]?.expires_at ?? ''
}

interface Challenge<Data> {
  id: number
  user_id: number | null
  attempts: number
  data: Data
}

/** Uses a token up, so that it works once however many try; undefined when it is not (any more) valid. */
export async function redeem<Data>(
  tx: Transaction,
  purpose: Purpose,
  tokenHash: Buffer,
): Promise<Challenge<Data> | undefined> {
  const { rows } = await tx.run<Challenge<Data> & Record<string, unknown>>(
    `update user_tokens set used_at = now() where token_hash = $2 and purpose = $1 and used_at is null
       and expires_at > now() returning id, user_id, attempts, data`,
    [purpose, tokenHash],
  )
  return rows[0]
}

/** Whom a second step under way is of; looking uses nothing up. */
export async function findSecondStep(tx: Transaction, tokenHash: Buffer): Promise<number | undefined> {
  const { rows } = await tx.run<{ user_id: number }>(
    `select user_id from user_tokens where token_hash = $1 and purpose = 'second_factor' and used_at is null
       and expires_at > now()`,
    [tokenHash],
  )
  return rows[0]?.user_id
}

/** Takes one of the tries of a second step; undefined when there is none left. */
export async function takeTry<Data>(
  tx: Transaction,
  tokenHash: Buffer,
  tries: number,
): Promise<Challenge<Data> | undefined> {
  const { rows } = await tx.run<Challenge<Data> & Record<string, unknown>>(
    `update user_tokens set attempts = attempts + 1 where token_hash = $1 and purpose = 'second_factor'
       and used_at is null and expires_at > now() and attempts < $2 returning id, user_id, attempts, data`,
    [tokenHash, tries],
  )
  return rows[0]
}

/** The same for the authenticator that a session is setting up. */
export async function takeSetupTry<Data>(
  tx: Transaction,
  sessionId: number,
  tries: number,
): Promise<Challenge<Data> | undefined> {
  const { rows } = await tx.run<Challenge<Data> & Record<string, unknown>>(
    `update user_tokens set attempts = attempts + 1 where session_id = $1 and purpose = 'totp_setup'
       and used_at is null and expires_at > now() and attempts < $2 returning id, user_id, attempts, data`,
    [sessionId, tries],
  )
  return rows[0]
}

export async function markUsed(tx: Transaction, id: number): Promise<void> {
  await tx.queries.updateTable('user_tokens').set({ used_at: new Date() }).where('id', '=', id).execute()
}

/** What a session began before and did not finish is void. */
export async function voidOfSession(tx: Transaction, purpose: Purpose, sessionId: number): Promise<void> {
  await tx.queries
    .deleteFrom('user_tokens')
    .where('session_id', '=', sessionId)
    .where('purpose', '=', purpose)
    .where('used_at', 'is', null)
    .execute()
}
