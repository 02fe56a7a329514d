import { z } from '../../../platform/contract/schema.ts'

export const matchFields = [
  'number',
  'reference',
  'subject',
  'reply',
  'note',
  'person',
  'file',
  'other',
] as const

/** Why a search found a ticket: the text around the first hit, in pieces; never HTML. */
export const TicketMatch = z.object({
  field: z.enum(matchFields),
  segments: z.array(z.object({ text: z.string(), hit: z.boolean() })),
  /** Not the words themselves: the subject or the requester's name is like them. */
  is_similar: z.boolean(),
})
export type TicketMatch = z.infer<typeof TicketMatch>
