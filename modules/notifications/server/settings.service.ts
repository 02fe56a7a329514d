import type { Received } from '../../../platform/contract/endpoint.ts'
import { invalid } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { smsConfigured } from '../../../platform/sms/index.ts'
import type { NotificationSettings, notificationsApi } from '../contract.ts'
import { asHouse } from './house.ts'
import { settingsUpdated } from './notification.events.ts'
import { selectPeople } from './people.queries.ts'
import { lockSettings } from './preference.queries.ts'
import * as queries from './settings.queries.ts'
import { digestDue } from './timing.ts'

type Asked = Received<NonNullable<typeof notificationsApi.setSettings.body>>

const usual: queries.SettingsRow = {
  time_zone: null,
  digest: 'daily',
  digest_time: '08:00',
  digest_weekday: 1,
  quiet_from: null,
  quiet_to: null,
  quiet_days: [1, 2, 3, 4, 5, 6, 7],
  sms_number: null,
  sms_confirmed: false,
}

/** What the caller said about when to be told, or the usual. */
export async function readSettingsOf(scope: Scope): Promise<NotificationSettings> {
  const row = (await queries.selectSettings(scope)) ?? usual
  const person = await personOf(scope)
  return {
    ...row,
    effective_time_zone: person?.time_zone ?? 'UTC',
    sms_offered: smsConfigured(scope.tx.database),
  }
}

export async function setSettings(scope: Scope, asked: Asked): Promise<NotificationSettings> {
  if ((asked.quiet_from === null) !== (asked.quiet_to === null))
    throw invalid(asked.quiet_from === null ? 'quiet_from' : 'quiet_to', 'required', 'Say both, or none.')
  if (asked.quiet_from !== null && asked.quiet_from === asked.quiet_to)
    throw invalid('quiet_to', 'not_allowed', 'Quiet hours that never end would hold everything back.')
  await lockSettings(scope)
  const after = { ...asked, quiet_days: [...new Set(asked.quiet_days)].sort() }
  if (isSame((await queries.selectSettings(scope)) ?? usual, after)) return readSettingsOf(scope)
  await queries.updateSettings(scope, after)
  await moveDigests(scope)
  await announce(scope, settingsUpdated, { subject_id: scope.user_id, company_id: null, data: {} })
  return readSettingsOf(scope)
}

const isSame = (before: queries.SettingsRow, after: Asked): boolean =>
  (Object.keys(after) as (keyof Asked)[]).every((name) => String(before[name]) === String(after[name]))

/** What waits for a digest waits for its new time, or for none any more. */
async function moveDigests(scope: Scope): Promise<void> {
  const person = await personOf(scope)
  if (!person) return
  const due = digestDue(person, new Date())
  await asHouse<unknown>(scope, (house) =>
    due ? queries.moveDigests(house, person.user_id, due) : queries.putDigestOff(house, person.user_id),
  )
}

/** The caller as the house knows them. */
export async function personOf(scope: Scope) {
  const { user_id } = scope
  if (user_id === null) return undefined
  return (await asHouse(scope, (house) => selectPeople(house, null, [user_id]))).get(user_id)
}
