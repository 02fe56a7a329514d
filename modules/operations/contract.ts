import { endpoint, super_admin, visitor } from '../../platform/contract/endpoint.ts'
import { declareProblems } from '../../platform/contract/problems.ts'
import {
  Email,
  Id,
  list,
  nullable,
  optional,
  Page,
  paging,
  Text,
  Time,
  z,
} from '../../platform/contract/schema.ts'

import { jobsApi } from './contract/jobs.ts'
import { searchApi } from './contract/search.ts'
import { streamApi } from './contract/stream.ts'
import { tasksApi } from './contract/tasks.ts'

export const mailStates = ['queued', 'sending', 'sent', 'failed', 'discarded'] as const

export const MailItem = z.object({
  id: Id,
  purpose: z.string(),
  is_security: z.boolean(),
  recipient: z.string(),
  recipient_name: nullable(z.string()),
  subject: z.string(),
  state: z.enum(mailStates),
  attempts: z.int(),
  next_try_at: Time,
  last_error_code: nullable(z.string()),
  created_at: Time,
  sent_at: nullable(Time),
})
export type MailItem = z.infer<typeof MailItem>

/** The body is null once sent, and for security mail while an SMTP server is set. */
export const MailMessage = z.extend(MailItem, {
  body_text: nullable(z.string()),
  body_html: nullable(z.string()),
})
export type MailMessage = z.infer<typeof MailMessage>

const mailId = z.strictObject({ mail_message_id: Id })

export const setupSteps = ['portal', 'company', 'mail', 'look', 'customer', 'people', 'ticket'] as const
export const SetupStep = z.object({ step: z.enum(setupSteps), state: z.enum(['open', 'done', 'skipped']) })
export const Setup = z.object({
  dismissed: z.boolean(),
  complete: z.boolean(),
  steps: z.array(SetupStep),
  portal_url: z.string(),
  smtp_configured: z.boolean(),
})
export type Setup = z.infer<typeof Setup>

export const Branding = z.object({
  name: z.string(),
  support_email: nullable(z.string()),
  support_url: nullable(z.string()),
  primary_color: nullable(z.string()),
})
export type Branding = z.infer<typeof Branding>

const Component = z.object({
  status: z.enum(['ok', 'degraded', 'down', 'off']),
  response_ms: nullable(z.number()),
  checked_at: Time,
})

export const operationsApi = {
  ...searchApi,
  ...streamApi,
  ...jobsApi,
  ...tasksApi,
  listMail: endpoint({
    method: 'GET',
    path: '/mail-messages',
    access: super_admin,
    summary: 'Mail that went out, waits, or would have gone out',
    query: z.strictObject({
      ...paging,
      state: optional(list(z.enum(mailStates))),
      purpose: optional(Text(60)),
      q: optional(Text(200)),
    }),
    response: { 200: Page(MailItem) },
  }),
  readMail: endpoint({
    method: 'GET',
    path: '/mail-messages/:mail_message_id',
    access: super_admin,
    summary: 'One mail with its text',
    params: mailId,
    response: { 200: MailMessage },
  }),
  retryMail: endpoint({
    method: 'POST',
    path: '/mail-messages/:mail_message_id/retry',
    access: super_admin,
    summary: 'Try a failed mail again now',
    params: mailId,
    response: { 200: MailItem },
    problems: ['mail_not_retryable'],
  }),
  readSetup: endpoint({
    method: 'GET',
    path: '/setup',
    access: super_admin,
    summary: 'The first-run checklist; a step also counts as done when the facts say so',
    response: { 200: Setup },
  }),
  changeSetup: endpoint({
    method: 'PATCH',
    path: '/setup',
    access: super_admin,
    summary: 'Mark a step, or put the checklist away',
    body: z.strictObject({
      step: optional(z.enum(setupSteps)),
      state: optional(z.enum(['open', 'done', 'skipped'])),
      dismissed: optional(z.boolean()),
    }),
    response: { 200: Setup },
  }),
  readBranding: endpoint({
    method: 'GET',
    path: '/branding',
    access: visitor,
    summary: 'The portal’s name and look',
    response: { 200: Branding },
  }),
  changeBranding: endpoint({
    method: 'PATCH',
    path: '/branding',
    access: super_admin,
    summary: 'Change the portal’s name and look',
    body: z.strictObject({
      name: optional(Text(40)),
      support_email: optional(nullable(Email)),
      support_url: optional(nullable(Text(2000))),
      primary_color: optional(nullable(Text(7, 7))),
    }),
    response: { 200: Branding },
  }),
  health: endpoint({
    method: 'GET',
    path: '/health',
    outside: true,
    access: visitor,
    credential: 'none',
    transaction: 'own',
    summary: 'Is the portal well?',
    query: z.strictObject({ strict: optional(z.boolean()) }),
    response: {
      200: z.object({
        status: z.enum(['ok', 'degraded', 'down']),
        checked_at: Time,
        components: z.record(z.string(), Component),
      }),
    },
  }),
  live: endpoint({
    method: 'GET',
    path: '/health/live',
    outside: true,
    access: visitor,
    credential: 'none',
    transaction: 'own',
    summary: 'Does the process turn?',
    response: { 200: z.object({ live: z.boolean() }) },
  }),
  ready: endpoint({
    method: 'GET',
    path: '/health/ready',
    outside: true,
    access: visitor,
    credential: 'none',
    transaction: 'own',
    summary: 'May requests be sent here?',
    response: { 200: z.object({ ready: z.boolean(), reason: optional(z.string()) }) },
  }),
}

declareProblems({
  mail_not_retryable: [409, 'This mail cannot be tried again', 'Only failed and discarded mail can.'],
})
