import { endpoint, visitor } from '../../../platform/contract/endpoint.ts'
import { Id, nullable, optional, Text, Time, z } from '../../../platform/contract/schema.ts'

/** What became of the mail about an entry, for one recipient; the desk sees it. */
export const EntryDelivery = z.object({
  reply_id: Id,
  name: nullable(z.string()),
  address: z.string(),
  /** `withheld`: their own choice, or they may not see it any more. */
  state: z.enum(['queued', 'sent', 'failed', 'bounced', 'withheld']),
  /** Of a failure the mail server's code, of what was withheld why. */
  reason: nullable(z.string()),
  at: Time,
})
export type EntryDelivery = z.infer<typeof EntryDelivery>

const token = z.object({ token: Text(600) })
const link = {
  path: '/tickets/mute/:token',
  access: visitor,
  credential: 'none',
  navigable: true,
  params: token,
  transaction: 'own',
} as const

/** Works without signing in; the token says for whom and for which ticket (RFC 8058). */
export const mailApi = {
  mutePage: endpoint({
    ...link,
    method: 'GET',
    summary: 'A page with a button; opening it changes nothing',
    response: { 200: z.string() },
  }),
  mute: endpoint({
    ...link,
    method: 'POST',
    summary: 'No more mail about this ticket, or mail again; repeatable',
    accepts: ['application/x-www-form-urlencoded', 'multipart/form-data'],
    body: z.object({ again: optional(z.enum(['1'])) }),
    response: { 200: z.object({ ticket_id: Id, is_muted: z.boolean() }) },
  }),
}
