import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freshDatabase } from '../test/harness/database.ts'
import type { Person } from '../test/harness/person.ts'
import { webhookReceiver } from '../test/stand-ins/webhook-receiver.ts'
import { say, seconds, setUp, startPortal, stop } from './house.ts'

const limitMs = 500
const eachMs = 100

/** How long after a change a browser and a webhook's receiver hear of it, at ten changes a second (events §9). */
export async function measureReach(folder: string): Promise<void> {
  const { url, drop } = await freshDatabase()
  const receiver = await webhookReceiver()
  const abort = new AbortController()
  try {
    const environment = { DATABASE_URL: url ?? '', DATA_DIR: join(folder, 'reach') }
    const portal = await startPortal({ ...environment, OUTBOUND_ALLOW: '127.0.0.1' })
    const ada = await setUp(portal.port)
    const hook = { name: 'Reach', url: receiver.url, event_types: ['ticket.created'], max_per_second: 50 }
    await ada.post('/api/webhook-endpoints', hook).answers(201)
    const company = await ada.post('/api/companies', { name: 'Bench customer' }).answers(201)
    // What is told of her own rights would end her stream.
    await pause(2_000)
    const heard = await browserOf(ada, abort.signal)
    const asked = await ticketsOf(ada, Number(company.id))
    const end = Date.now() + 10_000
    while (receiver.received.length < asked.size && Date.now() < end) await pause(50)
    const sent = new Map(
      receiver.received.map(({ body, at }) => [Number(JSON.parse(body.toString()).subject.id), at]),
    )
    tell('event_to_browser_p95', asked, heard)
    tell('event_to_webhook_p95', asked, sent)
    await stop(portal.child)
  } finally {
    abort.abort()
    await receiver.close()
    await drop()
  }
}

/** When each ticket was asked for: a little before its commit. */
async function ticketsOf(ada: Person, company_id: number): Promise<Map<number, number>> {
  const asked = new Map<number, number>()
  for (let n = 0; n < (seconds * 1_000) / eachMs; n++) {
    const at = Date.now()
    const { id } = await ada
      .post('/api/tickets', { subject: `Reach ${n}`, body: 'b', company_id })
      .answers(201)
    asked.set(Number(id), at)
    await pause(Math.max(0, at + eachMs - Date.now()))
  }
  return asked
}

/** When an open page first heard of each ticket. */
async function browserOf(ada: Person, signal: AbortSignal): Promise<Map<number, number>> {
  const cookie = `myportal_session=${ada.cookies.get('myportal_session')}`
  const { body } = await fetch(`${ada.base}/api/live?topics=tickets`, { headers: { cookie }, signal })
  const heard = new Map<number, number>()
  const listen = async () => {
    for await (const part of body ?? [])
      for (const [, id] of new TextDecoder().decode(part).matchAll(/"subject_id":(\d+)/g))
        if (!heard.has(Number(id))) heard.set(Number(id), Date.now())
  }
  void listen().catch(() => {})
  return heard
}

function tell(name: string, asked: Map<number, number>, reached: Map<number, number>): void {
  const took = [...asked]
    .map(([id, at]) => (reached.get(id) ?? Number.POSITIVE_INFINITY) - at)
    .sort((a, b) => a - b)
  const p50 = took[Math.floor(took.length / 2)]
  const p95 = took[Math.floor(took.length * 0.95)] ?? Number.POSITIVE_INFINITY
  say(
    name,
    `${p95} ms (p50 ${p50}) over ${took.length}, from the request on`,
    p95 <= limitMs,
    `≤ ${limitMs} ms`,
  )
}
