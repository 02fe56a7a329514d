import { endpoint, provider } from '../../../platform/contract/endpoint.ts'
import { declareProblems } from '../../../platform/contract/problems.ts'
import { Email, nullable, optional, Text, z } from '../../../platform/contract/schema.ts'

/** What is said about the whole desk (tickets §4.12). */
export const DeskSettings = z.object({
  /** Stands before a ticket's id in its number; 1 to 6 of A–Z, 0–9 and `-`. */
  number_prefix: z.string(),
  /** People without a company may open tickets. */
  open_requests: z.boolean(),
  customers_choose_priority: z.boolean(),
  customers_see_assignee: z.boolean(),
  /** Customers may put addresses outside their domains in CC. */
  cc_anyone: z.boolean(),
  /** So long after resolving may customers reopen. */
  reopen_days: z.int(),
  /** Resolved tickets are closed after so many days; 0: never. */
  auto_close_days: z.int(),
  /** So long may people mend their own entries. */
  reply_edit_minutes: z.int(),
  /** Mails and forms that open a ticket are acknowledged. */
  acknowledge_mail: z.boolean(),
  support_address: nullable(z.string()),
  /** `support+{token}@example.com`; null: answers by mail are not sorted by address. */
  reply_address_template: nullable(z.string()),
  max_attachment_mb: z.int(),
})
export type DeskSettings = z.infer<typeof DeskSettings>

const number = (least: number, most: number) => optional(z.int().check(z.gte(least), z.lte(most)))
const flag = optional(z.boolean())

/** A number must be readable: the prefix does not end in a digit, and is not a dash alone. */
const Prefix = z.string().check(
  z.overwrite((text) => text.trim().toUpperCase()),
  z.regex(/^[A-Z0-9-]{0,5}[A-Z-]$/, { error: 'bad_format' }),
  z.refine((text) => /[A-Z]/.test(text), { error: 'bad_format' }),
)

const configure = provider('tickets.configure')

export const settingsApi = {
  readSettings: endpoint({
    method: 'GET',
    path: '/tickets/settings',
    access: configure,
    summary: 'How the desk works',
    response: { 200: DeskSettings },
  }),
  changeSettings: endpoint({
    method: 'PATCH',
    path: '/tickets/settings',
    access: configure,
    summary: 'Change how the desk works; what is left out stays',
    body: z.strictObject({
      number_prefix: optional(Prefix),
      open_requests: flag,
      customers_choose_priority: flag,
      customers_see_assignee: flag,
      cc_anyone: flag,
      reopen_days: number(0, 365),
      auto_close_days: number(0, 365),
      reply_edit_minutes: number(0, 1_440),
      acknowledge_mail: flag,
      support_address: optional(nullable(Email)),
      reply_address_template: optional(nullable(Text(254))),
      max_attachment_mb: number(1, 25),
    }),
    response: { 200: DeskSettings },
  }),
}

declareProblems({
  not_enabled: [
    409,
    'This is switched off',
    'The setting named here says so; who sets up the portal can switch it on.',
  ],
})
