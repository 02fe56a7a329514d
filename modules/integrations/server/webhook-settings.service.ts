import { readSettings, type Scope, writeSetting } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { WebhookSettings } from '../contract.ts'
import { settingsChanged } from './webhook.events.ts'

const name = 'webhooks.disable_after'
const usual = 50

/** So many failures in a row, over at least 24 hours, switch an endpoint off. */
export async function disableAfter({ tx }: Scope): Promise<number> {
  const set = (await readSettings(tx, 'webhooks')).get(name)
  return typeof set === 'number' ? set : usual
}

export const readWebhookSettings = async (scope: Scope): Promise<WebhookSettings> => ({
  webhook_disable_after: await disableAfter(scope),
})

/** Holds for every failure from now on. */
export async function setWebhookSettings(scope: Scope, wanted: WebhookSettings): Promise<WebhookSettings> {
  const { webhook_disable_after: to } = wanted
  const from = await disableAfter(scope)
  if (from === to) return wanted
  await writeSetting(scope.tx, name, to)
  const changes = [{ field: 'webhook_disable_after', from, to }]
  await announce(scope, settingsChanged, { subject_id: null, company_id: null, data: { changes } })
  return wanted
}
