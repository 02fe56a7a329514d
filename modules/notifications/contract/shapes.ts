import {
  Id,
  list,
  nullable,
  optional,
  Prose,
  Text,
  Time,
  withDefault,
  z,
} from '../../../platform/contract/schema.ts'

export const severities = ['info', 'success', 'warning', 'critical'] as const
export const readStates = ['all', 'unread', 'read'] as const

/** `shop.order_submitted` */
export const EventType = Text(100).check(z.regex(/^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$/))

/** In which language labels and descriptions of types are told. */
export const ToldIn = z.strictObject({ locale: withDefault(z.enum(['en', 'de']), 'en') })

/** A type, or all of a group: `shop.*`. */
const EventTypes = Text(100).check(z.regex(/^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*(\.\*)?$/))

/** A path of this portal: one slash at its beginning, never another site. */
export const Link = Text(500).check(z.regex(/^\/([^/\\]|$)/))

const bytes = new TextEncoder()

/** NUL and halves of characters, as JSON writes them: no database holds them. */
const unstorable = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/

/** Facts beside the message; 16 KB of JSON at most. */
export const Metadata = z.record(z.string().check(z.minLength(1), z.maxLength(100)), z.json()).check(
  z.refine((value) => bytes.encode(JSON.stringify(value)).length <= 16_384, { error: 'too_long' }),
  z.refine((value) => !unstorable.test(JSON.stringify(value)), { error: 'bad_format' }),
)

export const Message = Prose(2_000).check(z.refine((text) => text.trim().length > 0, { error: 'required' }))

/** What somebody was told. `user_id` is null for a broadcast; `read_at` is the reader's own mark. */
export const Notification = z.object({
  id: Id,
  event_type: z.string(),
  message: z.string(),
  metadata: z.record(z.string(), z.unknown()),
  severity: z.enum(severities),
  link: nullable(z.string()),
  company_id: nullable(Id),
  user_id: nullable(Id),
  is_banner: z.boolean(),
  created_at: Time,
  read_at: nullable(Time),
})
export type Notification = z.infer<typeof Notification>

/** The filters of the feed, of its summary and of "all" when acknowledging. */
export const feedFilters = {
  event_type: optional(list(EventTypes)),
  read_state: withDefault(z.enum(readStates), 'all'),
  q: optional(Text(200)),
  created_from: optional(Time),
  created_to: optional(Time),
  company_id: optional(Id),
}
