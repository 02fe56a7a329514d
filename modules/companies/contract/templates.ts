import { either, endpoint, provider, user } from '../../../platform/contract/endpoint.ts'
import { nullable, Prose, withDefault, z } from '../../../platform/contract/schema.ts'

export const TemplateVariable = z.object({
  /** As in `{{company.name}}`. */
  name: z.string(),
  /** The same value by encodeURIComponent: `{{company.nameUrlEncoded}}`. */
  twin: z.string(),
  label: z.string(),
  sample: z.string(),
  /** Mine, in the company I work in. */
  value: nullable(z.string()),
})
export type TemplateVariable = z.infer<typeof TemplateVariable>

export const templatesApi = {
  listTemplateVariables: endpoint({
    method: 'GET',
    path: '/template-variables',
    access: either(provider('company.view'), user('company.view')),
    summary: 'What texts and links may hold: {{company.name}} and others, with my own values',
    response: { 200: z.object({ items: z.array(TemplateVariable) }) },
  }),
  previewTemplate: endpoint({
    method: 'POST',
    path: '/template-variables/preview',
    access: either(provider('company.view'), user('company.view')),
    summary: 'What becomes of a text with my own values; names that nobody knows',
    body: z.strictObject({
      text: Prose(20_000),
      context: withDefault(z.enum(['text', 'html', 'url']), 'text'),
    }),
    response: {
      200: z.object({
        result: z.string(),
        unknown: z.array(z.string()),
        /** The address is not one that the template itself names, so the result is empty. */
        warnings: z.array(z.enum(['origin_not_kept'])),
      }),
    },
  }),
}
