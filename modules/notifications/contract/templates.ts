import { endpoint, super_admin } from '../../../platform/contract/endpoint.ts'
import { declareProblems } from '../../../platform/contract/problems.ts'
import {
  Id,
  nullable,
  optional,
  Prose,
  Text,
  Time,
  withDefault,
  z,
} from '../../../platform/contract/schema.ts'
import { EventType } from './shapes.ts'

/** Mail goes out in the reader's language; each has a text of its own. */
export const mailLanguages = ['en', 'de'] as const
const query = z.strictObject({ locale: withDefault(z.enum(mailLanguages), 'en') })

const texts = {
  subject: Text(200),
  text: Prose(20_000, 1),
  html: withDefault(nullable(Prose(100_000, 1)), null),
}

/** The mail of a type: its own text, or the built-in one (version 0). */
export const MailTemplate = z.object({
  event_type: z.string(),
  locale: z.enum(mailLanguages),
  label: z.string(),
  group: z.string(),
  subject: z.string(),
  text: z.string(),
  html: nullable(z.string()),
  /** 0: nobody changed it. */
  version: z.int(),
  /** Written by the module that knows it: cannot be changed here. */
  is_fixed: z.boolean(),
  variables: z.array(z.string()),
  /** Events that cause it; a past one of them can be looked at in the preview. */
  caused_by: z.array(z.string()),
  updated_at: nullable(Time),
  updated_by_name: nullable(z.string()),
})
export type MailTemplate = z.infer<typeof MailTemplate>

const typeParam = z.strictObject({ event_type: EventType })
const problems = ['template_error'] as const

export const templatesApi = {
  templates: endpoint({
    method: 'GET',
    path: '/mail-templates',
    access: super_admin,
    summary: 'The mail of every type of message, in one language',
    query,
    response: { 200: z.object({ items: z.array(MailTemplate) }) },
  }),
  template: endpoint({
    method: 'GET',
    path: '/mail-templates/:event_type',
    access: super_admin,
    summary: 'The mail of one type',
    params: typeParam,
    query,
    response: { 200: MailTemplate },
  }),
  setTemplate: endpoint({
    method: 'PUT',
    path: '/mail-templates/:event_type',
    access: super_admin,
    summary: 'Write the mail of a type; it is tried on a sample before it is kept',
    params: typeParam,
    query,
    body: z.strictObject({ ...texts, version: z.int().check(z.gte(0)) }),
    response: { 200: MailTemplate },
    problems: [...problems, 'stale_version'],
  }),
  resetTemplate: endpoint({
    method: 'DELETE',
    path: '/mail-templates/:event_type',
    access: super_admin,
    summary: 'Back to the built-in text',
    params: typeParam,
    query,
    response: { 204: null },
  }),
  previewTemplate: endpoint({
    method: 'POST',
    path: '/mail-templates/:event_type/preview',
    access: super_admin,
    summary: 'How a text comes out, for the sample or for a real event; stores nothing',
    params: typeParam,
    query,
    body: z.strictObject({ ...texts, event_id: optional(Id) }),
    response: {
      200: z.object({
        subject: z.string(),
        text: z.string(),
        html: nullable(z.string()),
        unknown_variables: z.array(z.string()),
      }),
    },
    problems,
  }),
}

declareProblems({
  template_error: [422, 'This text cannot be used', 'detail says what is wrong, and errors in which part.'],
})
