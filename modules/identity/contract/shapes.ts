import { Id, nullable, Time, z } from '../../../platform/contract/schema.ts'

/** The super administrator who acts as this person, if one does. */
export const Impersonator = nullable(z.object({ id: Id, name: z.string() }))

export const SessionInfo = z.object({
  id: Id,
  user_id: Id,
  created_at: Time,
  last_seen_at: Time,
  expires_at: Time,
  absolute_expires_at: Time,
  ip_address: nullable(z.string()),
  user_agent: nullable(z.string()),
  device_name: nullable(z.string()),
  csrf_token: z.string(),
  active_company_id: nullable(Id),
  factors: z.array(z.string()),
  restriction: nullable(z.string()),
  confirmed_until: nullable(Time),
  impersonator: Impersonator,
})
export type SessionInfo = z.infer<typeof SessionInfo>

export const Profile = z.object({
  id: Id,
  email: z.string(),
  email_verified_at: nullable(Time),
  first_name: z.string(),
  last_name: z.string(),
  mobile_phone: nullable(z.string()),
  time_zone: nullable(z.string()),
  locale: nullable(z.string()),
  preferences: z.record(z.string(), z.unknown()),
  picture_url: nullable(z.string()),
  is_super_admin: z.boolean(),
  must_change_password: z.boolean(),
  password_changed_at: nullable(Time),
  second_factor: z.boolean(),
  created_at: Time,
  last_login_at: nullable(Time),
})
export type Profile = z.infer<typeof Profile>

/** What other modules add to the session answer: `companies` adds company, companies, permissions. */
export const SessionAnswer = z.looseObject({ session: SessionInfo, user: Profile })
export type SessionAnswer = z.infer<typeof SessionAnswer>

/** The same bytes for every address: what is true of it stands in the mail only. */
export const CheckMail = z.object({ status: z.literal('check_mail') })

export const registrationModes = ['open', 'domain', 'invited', 'off'] as const
export type RegistrationMode = (typeof registrationModes)[number]

/** A token from a mail: 43 characters of base64url; anything else is simply not valid. */
export const MailToken = z.string().check(z.minLength(1), z.maxLength(200))
