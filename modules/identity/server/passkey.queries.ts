import type { Transaction } from '../../../platform/database/index.ts'
import type { Passkey } from '../contract.ts'

const shown = ['id', 'name', 'backed_up', 'created_at', 'last_used_at'] as const

export function selectPasskeys(tx: Transaction, userId: number): Promise<Passkey[]> {
  return tx.queries
    .selectFrom('passkeys')
    .select(shown)
    .where('user_id', '=', userId)
    .orderBy('id')
    .limit(20)
    .execute()
}

/** For the browser: which of its passkeys are meant. */
export function selectCredentialIds(tx: Transaction, userId: number) {
  return tx.queries
    .selectFrom('passkeys')
    .select(['credential_id', 'transports'])
    .where('user_id', '=', userId)
    .orderBy('id')
    .limit(20)
    .execute()
}

/** A passkey by the id that the browser names, with its owner. */
export function findPasskey(tx: Transaction, credentialId: Buffer) {
  return tx.queries
    .selectFrom('passkeys as p')
    .innerJoin('users as u', 'u.id', 'p.user_id')
    .select([
      'p.id',
      'p.user_id',
      'p.name',
      'p.credential_id',
      'p.public_key',
      'p.counter',
      'u.email',
      'u.status',
    ])
    .where('p.credential_id', '=', credentialId)
    .executeTakeFirst()
}
export type FoundPasskey = NonNullable<Awaited<ReturnType<typeof findPasskey>>>

export interface NewPasskey {
  user_id: number
  name: string
  credential_id: Buffer
  public_key: Buffer
  counter: number
  transports: string[]
  aaguid: string | null
  backed_up: boolean
}

/** Undefined when somebody has this passkey already. */
export function insertPasskey(tx: Transaction, passkey: NewPasskey) {
  return tx.queries
    .insertInto('passkeys')
    .values(passkey)
    .onConflict((conflict) => conflict.column('credential_id').doNothing())
    .returning('id')
    .executeTakeFirst()
}

/**
 * Notes a use. False when the counter did not go on; devices that do not count say 0 always
 * (WebAuthn Level 3 §7.2, step 22).
 */
export async function spendCounter(
  tx: Transaction,
  id: number,
  used: { counter: number; backed_up: boolean },
): Promise<boolean> {
  const { rows } = await tx.run<{ id: number }>(
    `update passkeys set counter = $2, backed_up = $3, last_used_at = now()
     where id = $1 and (counter < $2 or (counter = 0 and $2 = 0)) returning id`,
    [id, used.counter, used.backed_up],
  )
  return rows.length > 0
}

export function renamePasskey(tx: Transaction, userId: number, id: number, name: string) {
  return tx.queries
    .updateTable('passkeys')
    .set({ name })
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .returning(shown)
    .executeTakeFirst()
}

export function deletePasskey(tx: Transaction, userId: number, id: number) {
  return tx.queries
    .deleteFrom('passkeys')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .returning('name')
    .executeTakeFirst()
}
