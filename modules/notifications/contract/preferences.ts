import { endpoint, session, user } from '../../../platform/contract/endpoint.ts'
import { list, nullable, optional, Text, Time, TimeZone, z } from '../../../platform/contract/schema.ts'
import { EventType, ToldIn } from './shapes.ts'

export const channels = ['in_app', 'email', 'sms', 'push', 'ntfy'] as const
export const emailModes = ['instant', 'digest'] as const
export const digests = ['off', 'hourly', 'daily', 'weekly'] as const

const choices = {
  channel_in_app: z.boolean(),
  channel_email: z.boolean(),
  channel_sms: z.boolean(),
  channel_push: z.boolean(),
  channel_ntfy: z.boolean(),
}

export const Preference = z.object({
  event_type: z.string(),
  label: z.string(),
  description: z.string(),
  group: z.string(),
  ...choices,
  email_mode: z.enum(emailModes),
  allowed_channels: z.array(z.enum(channels)),
  mandatory_channels: z.array(z.enum(channels)),
  is_default: z.boolean(),
})
export type Preference = z.infer<typeof Preference>

const Preferences = z.object({ preferences: z.array(Preference) })

const Clock = Text(5).check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/))
const Weekday = z.int().check(z.gte(1), z.lte(7))

const settings = {
  /** Null: that of the account, else of the company. */
  time_zone: nullable(TimeZone),
  digest: z.enum(digests),
  digest_time: Clock,
  /** 1 is Monday. */
  digest_weekday: Weekday,
  quiet_from: nullable(Clock),
  quiet_to: nullable(Clock),
  /** Days on which quiet hours begin. */
  quiet_days: list(Weekday, 7),
}

export const NotificationSettings = z.object({
  ...settings,
  /** The one that holds: of the settings, the account or the company. */
  effective_time_zone: z.string(),
  sms_offered: z.boolean(),
  sms_number: nullable(z.string()),
  sms_confirmed: z.boolean(),
})
export type NotificationSettings = z.infer<typeof NotificationSettings>

const reader = user('notifications.read')
const writer = user('notifications.write')
const optionalChoices = {
  channel_in_app: optional(z.boolean()),
  channel_email: optional(z.boolean()),
  channel_sms: optional(z.boolean()),
  channel_push: optional(z.boolean()),
  channel_ntfy: optional(z.boolean()),
}

export const preferencesApi = {
  preferences: endpoint({
    method: 'GET',
    path: '/notifications/preferences',
    access: reader,
    summary: 'The catalogue with what one chose, or the default, for each type',
    query: ToldIn,
    response: { 200: Preferences },
  }),
  setPreferences: endpoint({
    method: 'PUT',
    path: '/notifications/preferences',
    access: writer,
    summary: 'Replace the full set: a type left out returns to its default',
    query: ToldIn,
    body: z.strictObject({
      preferences: list(
        z.strictObject({
          event_type: EventType,
          ...optionalChoices,
          email_mode: optional(z.enum(emailModes)),
        }),
        200,
      ),
    }),
    response: { 200: Preferences },
  }),
  settings: endpoint({
    method: 'GET',
    path: '/notifications/settings',
    access: reader,
    summary: 'Digest, quiet hours, time zone and SMS number',
    response: { 200: NotificationSettings },
  }),
  setSettings: endpoint({
    method: 'PUT',
    path: '/notifications/settings',
    access: writer,
    summary: 'Set digest, quiet hours and time zone',
    body: z.strictObject(settings),
    response: { 200: NotificationSettings },
  }),
  sendTest: endpoint({
    method: 'POST',
    path: '/notifications/settings/test',
    access: session,
    summary: 'Send oneself a message, in app and by mail',
    response: { 201: z.object({ id: z.int() }) },
    location: '/notifications',
  }),
  setSmsNumber: endpoint({
    method: 'POST',
    path: '/notifications/sms-number',
    access: session,
    summary: 'Name a number and get a code there; three codes an hour',
    body: z.strictObject({ number: Text(40) }),
    response: { 200: z.object({ expires_at: Time }) },
    problems: ['not_configured', 'too_many_attempts'],
  }),
  confirmSmsNumber: endpoint({
    method: 'POST',
    path: '/notifications/sms-number/confirm',
    access: session,
    summary: 'Prove the number by its code: six digits, ten minutes, five tries',
    body: z.strictObject({ code: Text(6).check(z.regex(/^\d{6}$/)) }),
    response: { 200: NotificationSettings },
    problems: ['too_many_attempts'],
  }),
  deleteSmsNumber: endpoint({
    method: 'DELETE',
    path: '/notifications/sms-number',
    access: session,
    summary: 'Forget the number',
    response: { 204: null },
  }),
}
