import type { Received } from '../../../platform/contract/endpoint.ts'
import { invalid } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce, whisper } from '../../../platform/events/index.ts'
import { smsConfigured } from '../../../platform/sms/index.ts'
import type { notificationsApi, Preference } from '../contract.ts'
import { type Channel, channels, type NotificationType, notificationTypes, typeOf } from './catalogue.ts'
import { wordsFor } from './descriptions.ts'
import { selectKnownTypes } from './feed.queries.ts'
import { topicSubject } from './live.ts'
import { preferencesUpdated } from './notification.events.ts'
import * as queries from './preference.queries.ts'
import { allowedOf, effective, mandatoryOf } from './preference.ts'
import { readSettingsOf } from './settings.service.ts'
import { concerns } from './sight.ts'

type Asked = Received<NonNullable<typeof notificationsApi.setPreferences.body>>
type One = Asked['preferences'][number]

const mostInvented = 50

/** The catalogue that can concern the caller, each type with what they chose or its default. */
export async function readPreferences(scope: Scope, locale: string): Promise<{ preferences: Preference[] }> {
  const rows = await queries.selectChoices(scope, scope.user_id)
  const offered = offeredChannels(scope)
  const preferences = (await typesFor(scope)).map((type) => {
    return {
      ...effective(type, rows.get(type.event_type)),
      ...wordsFor(type.event_type, locale),
      group: type.group,
      allowed_channels: allowedOf(type).filter((channel) => offered.has(channel)),
      mandatory_channels: mandatoryOf(type),
      is_default: !rows.has(type.event_type),
    }
  })
  return { preferences }
}

/** Replaces the full set. 422 names the entry: twice, mandatory, not allowed, SMS without a confirmed number. */
export async function setPreferences(
  scope: Scope,
  { preferences }: Asked,
  locale: string,
): Promise<{ preferences: Preference[] }> {
  const settings = await readSettingsOf(scope)
  const places = new Map<string, number>()
  for (const [at, one] of preferences.entries()) {
    if (places.has(one.event_type))
      throw invalid(`preferences.${at}.event_type`, 'duplicate_field', 'This type is there twice.')
    places.set(one.event_type, at)
    check(one, at, settings.sms_confirmed)
  }
  const invented = preferences.filter(({ event_type }) => !notificationTypes().has(event_type))
  if (invented.length > mostInvented)
    throw invalid('preferences', 'too_many', 'At most 50 types outside of the catalogue.', mostInvented)

  await queries.lockSettings(scope)
  const chosen = preferences.map(chosenOf)
  if (sameChoices(await queries.selectChoices(scope, scope.user_id), chosen))
    return readPreferences(scope, locale)
  await queries.replaceOwn(scope, chosen)
  await cancelUnwanted(scope)
  await announce(scope, preferencesUpdated, {
    subject_id: scope.user_id,
    company_id: null,
    data: { count: preferences.length },
  })
  if (scope.user_id !== null) whisper(scope, topicSubject, [scope.user_id])
  return readPreferences(scope, locale)
}

function check(one: One, at: number, smsConfirmed: boolean): void {
  const type = typeOf(one.event_type)
  const allowed = allowedOf(type)
  for (const channel of channels) {
    const wanted = one[`channel_${channel}`]
    const field = `preferences.${at}.channel_${channel}`
    if (wanted === false && mandatoryOf(type).includes(channel))
      throw invalid(field, 'required', 'This cannot be switched off.')
    if (wanted === true && !allowed.includes(channel))
      throw invalid(field, 'not_allowed', 'Messages of this type do not go that way.')
    if (wanted === true && channel === 'sms' && !smsConfirmed)
      throw invalid(field, 'not_allowed', 'Confirm a number first.')
  }
}

function chosenOf(one: One): queries.Chosen {
  const standing = effective(typeOf(one.event_type), undefined)
  const given = Object.entries(one).filter(([, value]) => value !== undefined)
  return { ...standing, ...(Object.fromEntries(given) as Partial<queries.Chosen>) }
}

/** Saving what stands there already is no change. */
const sameChoices = (
  before: ReadonlyMap<string, queries.Chosen>,
  after: readonly queries.Chosen[],
): boolean =>
  before.size === after.length &&
  after.every((one) => {
    const row = before.get(one.event_type)
    return (Object.keys(one) as (keyof queries.Chosen)[]).every((key) => row?.[key] === one[key])
  })

/** What waits and is not wanted any more does not go out. */
async function cancelUnwanted(scope: Scope): Promise<void> {
  if (scope.user_id === null) return
  const rows = await queries.selectChoices(scope, scope.user_id)
  const waiting = (await queries.selectWaitingTypes(scope, scope.user_id)).map((name) =>
    effective(typeOf(name), rows.get(name)),
  )
  const without = (channel: 'channel_email' | 'channel_sms') =>
    waiting.filter((one) => !one[channel]).map(({ event_type }) => event_type)
  await queries.cancelUnwanted(scope, scope.user_id, {
    email: without('channel_email'),
    sms: without('channel_sms'),
  })
}

/** Those of the catalogue that can concern the caller, and others that they received or chose. */
async function typesFor(scope: Scope): Promise<NotificationType[]> {
  const catalogue = notificationTypes()
  const known = (await selectKnownTypes(scope)).map(({ event_type }) => event_type)
  const declared = [...catalogue.values()].filter((type) => concerns(scope, type))
  const others = known.filter((name) => !catalogue.has(name))
  const names = new Set([...declared.map(({ event_type }) => event_type), ...others])
  return [...names].sort().map(typeOf)
}

/** Push and ntfy are offered once they are set up; SMS needs a gateway. */
const offeredChannels = (scope: Scope): ReadonlySet<Channel> =>
  new Set<Channel>(['in_app', 'email', ...(smsConfigured(scope.tx.database) ? (['sms'] as const) : [])])
