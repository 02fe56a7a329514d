import { inboundApi } from './contract/inbound.ts'
import { syncroApi } from './contract/syncro.ts'
import { webhookSettingsApi } from './contract/webhook-settings.ts'
import { webhooksApi } from './contract/webhooks.ts'

export * from './contract/inbound.ts'
export * from './contract/syncro.ts'
export * from './contract/webhook-settings.ts'
export * from './contract/webhooks.ts'

/** What outside systems are told, and what they tell us. */
export const integrationsApi = { ...webhooksApi, ...webhookSettingsApi, ...inboundApi, ...syncroApi }
