import { webhooksApi } from './contract/webhooks.ts'

export * from './contract/webhooks.ts'

/** What outside systems are told. */
export const integrationsApi = { ...webhooksApi }
