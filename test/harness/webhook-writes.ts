import type { Cast } from '../portal.ts'
import { personAt, type Reply } from './person.ts'

type Write = () => Promise<Reply>
let limits = 0

/** Writes about webhooks that go out; nobody listens where they would go. */
export function writesOfWebhooks(cast: Cast): Record<string, Write> {
  const { ada } = cast
  const wanted = { name: 'Hook', url: 'http://127.0.0.1:59999/hook', event_types: ['ticket.created'] }
  const add = () => ada.post('/api/webhook-endpoints', wanted)
  const endpoint = async () => `/api/webhook-endpoints/${(await add().answers(201)).id}`
  const paused = async () => {
    const at = await endpoint()
    await ada.post(`${at}/pause`).answers(200)
    return at
  }
  const delivery = async () => {
    const tested = await ada.post(`${await paused()}/test`).answers(202)
    return `/api/webhook-deliveries/${tested.id}`
  }
  /** Not while its first attempt runs. */
  const free = async (path: string, act: () => Promise<Reply>) => {
    for (;;) {
      const { status } = await ada.get(path).answers(200)
      if (String(status) === 'failed') return act()
    }
  }
  return {
    'integrations.createWebhookEndpoint': add,
    'integrations.changeWebhookEndpoint': async () => ada.patch(await endpoint(), { name: 'Renamed' }),
    'integrations.deleteWebhookEndpoint': async () => ada.delete(await endpoint()),
    'integrations.rotateWebhookSecret': async () => ada.post(`${await endpoint()}/rotate-secret`),
    'integrations.testWebhookEndpoint': async () => ada.post(`${await endpoint()}/test`),
    'integrations.pauseWebhookEndpoint': async () => ada.post(`${await endpoint()}/pause`),
    'integrations.resumeWebhookEndpoint': async () => ada.post(`${await paused()}/resume`, {}),
    'integrations.replayWebhookEndpoint': async () => {
      const path = await delivery()
      const { webhook_endpoint_id } = await ada.get(path).answers(200)
      const time = { from: '2020-01-01T00:00:00Z', to: '2199-01-01T00:00:00Z' }
      return free(path, () => ada.post(`/api/webhook-endpoints/${webhook_endpoint_id}/replay`, time))
    },
    'integrations.retryWebhookDelivery': async () => {
      const path = await delivery()
      return free(path, () => ada.post(`${path}/retry`))
    },
    'integrations.replayWebhookDelivery': async () => ada.post(`${await delivery()}/replay`, {}),
    'integrations.cancelWebhookDelivery': async () => {
      const at = await paused()
      await ada.post(`${at}/resume`, {}).answers(200)
      const { id } = await ada.post('/api/companies', { name: `Co ${crypto.randomUUID()}` }).answers(201)
      await ada.post(`${at}/pause`).answers(200)
      await ada.post('/api/tickets', { subject: 's', body: 'b', company_id: id }).answers(201)
      for (;;) {
        const found = await ada
          .get(`/api/webhook-deliveries?endpoint_id=${at.split('/').at(-1)}`)
          .answers(200)
        const first = found.items?.[0]
        if (first) return ada.post(`/api/webhook-deliveries/${first.id}/cancel`)
      }
    },
    'integrations.setWebhookSettings': () =>
      ada.put('/api/webhook-endpoints/settings', { webhook_disable_after: 60 + ++limits }),
    ...writesOfInbound(cast),
  }
}

function writesOfInbound({ ada, base }: Cast): Record<string, Write> {
  const add = () => ada.post('/api/inbound-webhooks', { name: 'In', slug: `in-${crypto.randomUUID()}` })
  const inbound = async () => `/api/inbound-webhooks/${(await add().answers(201)).id}`
  return {
    'integrations.createInboundWebhook': add,
    'integrations.changeInboundWebhook': async () => ada.patch(await inbound(), { name: 'Other' }),
    'integrations.rotateInboundToken': async () => ada.post(`${await inbound()}/rotate-token`),
    'integrations.deleteInboundWebhook': async () => ada.delete(await inbound()),
    'integrations.receiveHook': async () => {
      const { url } = await add().answers(201)
      return personAt(base).post(new URL(String(url)).pathname, { some: 'thing' })
    },
  }
}
