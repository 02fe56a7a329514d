import type { Scope } from '../../../platform/database/index.ts'

export interface PreferenceRow {
  user_id: number
  event_type: string
  channel_in_app: boolean
  channel_email: boolean
  channel_sms: boolean
  channel_push: boolean
  channel_ntfy: boolean
  email_mode: 'instant' | 'digest'
}

export type Chosen = Omit<PreferenceRow, 'user_id'>

const columns = `user_id, event_type, channel_in_app, channel_email, channel_sms, channel_push, channel_ntfy, email_mode`

/** What these people chose about one type. */
export async function selectPreferences(
  scope: Scope,
  eventType: string,
  userIds: readonly number[],
): Promise<Map<number, PreferenceRow>> {
  if (userIds.length === 0) return new Map()
  const { rows } = await scope.tx.run<PreferenceRow & Record<string, unknown>>(
    `select ${columns} from notification_preferences where event_type = $1 and user_id = any ($2::bigint[])`,
    [eventType, userIds],
  )
  return new Map(rows.map((row) => [row.user_id, row]))
}

/** Everything that a person chose; only the house asks for others than the caller. */
export async function selectChoices(
  scope: Scope,
  userId: number | null,
): Promise<Map<string, PreferenceRow>> {
  const { rows } = await scope.tx.run<PreferenceRow & Record<string, unknown>>(
    `select ${columns} from notification_preferences where user_id = $1::bigint`,
    [userId],
  )
  return new Map(rows.map((row) => [row.event_type, row]))
}

/** Replaces the set of one person, whose settings are locked: of two at once the later one wins whole. */
export async function replaceOwn(scope: Scope, chosen: readonly Chosen[]): Promise<void> {
  await scope.tx.run('delete from notification_preferences where user_id = $1::bigint', [scope.user_id])
  await scope.tx.run(
    `insert into notification_preferences (${columns})
     select $1::bigint, c.event_type, c.channel_in_app, c.channel_email, c.channel_sms, c.channel_push, c.channel_ntfy, c.email_mode
     from jsonb_populate_recordset(null::notification_preferences, $2::jsonb) c`,
    [scope.user_id, JSON.stringify(chosen)],
  )
}

/** Makes the row of settings if need be, and locks it: writes of one person wait for each other. */
export async function lockSettings(scope: Scope): Promise<void> {
  await scope.tx.run(
    'insert into notification_settings (user_id) values ($1::bigint) on conflict do nothing',
    [scope.user_id],
  )
  await scope.tx.run('select user_id from notification_settings where user_id = $1::bigint for update', [
    scope.user_id,
  ])
}

/** Writes one person's choice about one channel of mail: unsubscribing. */
export async function putEmailOff(scope: Scope, userId: number, rows: readonly Chosen[]): Promise<void> {
  await scope.tx.run(
    `insert into notification_preferences (${columns})
     select $1::bigint, c.event_type, c.channel_in_app, c.channel_email, c.channel_sms, c.channel_push, c.channel_ntfy, c.email_mode
     from jsonb_populate_recordset(null::notification_preferences, $2::jsonb) c
     on conflict (user_id, event_type) do update set channel_email = false, updated_at = now()`,
    [userId, JSON.stringify(rows)],
  )
}

/** Unsent mail and SMS of types that the person does not want any more. */
export async function cancelUnwanted(
  scope: Scope,
  userId: number,
  unwanted: { email: readonly string[]; sms: readonly string[] },
): Promise<void> {
  await scope.tx.run(
    `update notification_deliveries set status = 'cancelled', reason = 'preference'
     where user_id = $1::bigint and status = 'scheduled'
       and ((channel = 'email' and event_type = any ($2::text[])) or (channel = 'sms' and event_type = any ($3::text[])))`,
    [userId, unwanted.email, unwanted.sms],
  )
}

/** Types of messages that wait to be sent to somebody. */
export async function selectWaitingTypes(scope: Scope, userId: number): Promise<string[]> {
  const { rows } = await scope.tx.run<{ event_type: string }>(
    `select distinct event_type from notification_deliveries where user_id = $1::bigint and status = 'scheduled'`,
    [userId],
  )
  return rows.map(({ event_type }) => event_type)
}

/** Which of these people said themselves that they want messages of a type. */
export async function selectChoosers(
  scope: Scope,
  eventType: string,
  userIds: readonly number[],
): Promise<number[]> {
  const rows = await selectPreferences(scope, eventType, userIds)
  return [...rows.values()]
    .filter((row) => row.channel_in_app || row.channel_email || row.channel_sms)
    .map(({ user_id }) => user_id)
}
