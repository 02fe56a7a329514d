import type { Transaction } from '../../../platform/database/index.ts'

/** An account without a company is invited to, too: then both are null. */
export interface InvitationData {
  membership_id: number | null
  company_name: string | null
  invited_by: string
}

export interface InvitationRow {
  user_id: number
  email: string
  status: string
  data: InvitationData
}

export async function insertInvitation(
  tx: Transaction,
  userId: number,
  tokenHash: Buffer,
  data: InvitationData,
): Promise<string> {
  const { rows } = await tx.run<{ expires_at: string }>(
    `insert into user_tokens (user_id, purpose, token_hash, data, expires_at)
     values ($1, 'invitation', $2, $3, now() + interval '7 days') returning expires_at`,
    [userId, tokenHash, JSON.stringify(data)],
  )
  return rows[0]?.expires_at ?? ''
}

/** Earlier links for this membership are void. */
export async function voidInvitations(
  tx: Transaction,
  userId: number,
  membershipId: number | null,
): Promise<void> {
  await tx.run(
    `update user_tokens set used_at = now() where user_id = $1 and purpose = 'invitation' and used_at is null
     and data->>'membership_id' is not distinct from $2`,
    [userId, membershipId === null ? null : String(membershipId)],
  )
}

export async function findInvitation(tx: Transaction, tokenHash: Buffer): Promise<InvitationRow | undefined> {
  const { rows } = await tx.run<InvitationRow & Record<string, unknown>>(
    `select t.user_id, t.data, u.email, u.status from user_tokens t join users u on u.id = t.user_id
     where t.token_hash = $1 and t.purpose = 'invitation' and t.used_at is null and t.expires_at > now()`,
    [tokenHash],
  )
  return rows[0]
}

/** Of all who redeem a link at once, one gets the row. */
export async function redeemInvitation(
  tx: Transaction,
  tokenHash: Buffer,
): Promise<{ user_id: number; data: InvitationData } | undefined> {
  const { rows } = await tx.run<{ user_id: number; data: InvitationData }>(
    `update user_tokens set used_at = now()
     where token_hash = $1 and purpose = 'invitation' and used_at is null and expires_at > now()
     returning user_id, data`,
    [tokenHash],
  )
  return rows[0]
}

/** Somebody who has a password now answers further invitations in the portal. Gives back how many links there were. */
export async function voidAllInvitations(tx: Transaction, userId: number): Promise<number> {
  const { numUpdatedRows } = await tx.queries
    .updateTable('user_tokens')
    .set({ used_at: new Date() })
    .where('user_id', '=', userId)
    .where('purpose', '=', 'invitation')
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}
