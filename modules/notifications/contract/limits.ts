import { endpoint, super_admin } from '../../../platform/contract/endpoint.ts'
import { z } from '../../../platform/contract/schema.ts'

export const SmsLimit = z.object({
  /** For the whole portal, from midnight to midnight (UTC). */
  sms_daily_limit: z.int(),
  sms_sent_today: z.int(),
  /** A gateway is set. */
  sms_offered: z.boolean(),
})
export type SmsLimit = z.infer<typeof SmsLimit>

export const limitsApi = {
  smsLimit: endpoint({
    method: 'GET',
    path: '/notifications/sms-limit',
    access: super_admin,
    summary: 'How many SMS the portal sends in a day, and how many went today',
    response: { 200: SmsLimit },
  }),
  setSmsLimit: endpoint({
    method: 'PUT',
    path: '/notifications/sms-limit',
    access: super_admin,
    summary: 'Set how many SMS the portal sends in a day; 0 sends none',
    body: z.strictObject({ sms_daily_limit: z.int().check(z.gte(0), z.lte(100_000)) }),
    response: { 200: SmsLimit },
  }),
}
