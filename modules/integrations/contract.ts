import { inboundApi } from './contract/inbound.ts'
import { syncroApi } from './contract/syncro.ts'
import { webhooksApi } from './contract/webhooks.ts'

export * from './contract/inbound.ts'
export * from './contract/syncro.ts'
export * from './contract/webhooks.ts'

/** What outside systems are told, and what they tell us. */
export const integrationsApi = { ...webhooksApi, ...inboundApi, ...syncroApi }
