import type { Scope } from '../../../platform/database/index.ts'
import { portalOf } from './portal.ts'

/** A person as the house must know them to tell them something. */
export interface PersonRow {
  user_id: number
  email: string
  name: string
  is_active: boolean
  /** Belongs to the company of the message today; true for messages of no company. */
  has_access: boolean
  time_zone: string
  /** Of who never chose one: the portal's. */
  locale: string
  digest: 'off' | 'hourly' | 'daily' | 'weekly'
  /** `08:00:00`, local. */
  digest_time: string
  /** 1 is Monday. */
  digest_weekday: number
  quiet_from: string | null
  quiet_to: string | null
  quiet_days: number[]
  /** Only when it is confirmed. */
  sms_number: string | null
}

export const readsGerman = (locale: string): boolean => /^de\b/i.test(locale)

/** These people, with what they chose about when to be told; only for work of the house. */
export async function selectPeople(
  scope: Scope,
  companyId: number | null,
  userIds: readonly number[],
): Promise<Map<number, PersonRow>> {
  if (userIds.length === 0) return new Map()
  const { rows } = await scope.tx.run<Omit<PersonRow, 'locale'> & { locale: string | null }>(
    'select * from notification_people($1::bigint, $2::bigint[])',
    [companyId, userIds],
  )
  const usual = portalOf(scope.tx.database).locale
  return new Map(rows.map((row) => [row.user_id, { ...row, locale: row.locale ?? usual }]))
}

/** Who holds a permission at the provider's desk for a company, or in the company itself. */
export async function selectHolders(
  scope: Scope,
  side: 'provider' | 'company' | 'super_admin',
  companyId: number | null = null,
  permission = '',
): Promise<number[]> {
  const { rows } = await scope.tx.run<{ id: number }>(
    'select id from notification_holders($1, $2::bigint, $3) id',
    [side, companyId, permission],
  )
  return rows.map(({ id }) => id)
}

/** Whose an API key is. */
export async function selectKeyOwner(scope: Scope, keyId: number): Promise<number | null> {
  const { rows } = await scope.tx.run<{ id: number | null }>(
    'select notification_key_owner($1::bigint) as id',
    [keyId],
  )
  return rows[0]?.id ?? null
}

/** Whom a message to many reaches, in the order of their ids. */
export async function selectAudience(
  scope: Scope,
  notificationId: number,
  after: number,
  limit: number,
): Promise<number[]> {
  const { rows } = await scope.tx.run<{ id: number }>(
    'select id from notification_audience($1::bigint, $2::bigint, $3::int) id',
    [notificationId, after, limit],
  )
  return rows.map(({ id }) => id)
}
