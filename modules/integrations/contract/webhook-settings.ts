import { endpoint, provider, super_admin } from '../../../platform/contract/endpoint.ts'
import { z } from '../../../platform/contract/schema.ts'

export const WebhookSettings = z.object({
  /** So many failures in a row, over at least 24 hours, switch an endpoint off. */
  webhook_disable_after: z.int().check(z.gte(10), z.lte(500)),
})
export type WebhookSettings = z.infer<typeof WebhookSettings>

export const webhookSettingsApi = {
  webhookSettings: endpoint({
    method: 'GET',
    path: '/webhook-endpoints/settings',
    access: provider('webhooks.manage'),
    summary: 'After how many failures an endpoint is switched off',
    response: { 200: WebhookSettings },
  }),
  setWebhookSettings: endpoint({
    method: 'PUT',
    path: '/webhook-endpoints/settings',
    access: super_admin,
    summary: 'Set after how many failures an endpoint is switched off: 10 to 500',
    body: z.strictObject(WebhookSettings.shape),
    response: { 200: WebhookSettings },
  }),
}
