import type { AnyEndpoint } from '../../contract/endpoint.ts'
import { urlOf } from '../client/api.ts'

export interface Change {
  type: string
  subject_type: string
  subject_id?: number | null
  company_id: number | null
  at: string
}

export interface Hearing {
  change: (change: Change) => void
  resync: () => void
  /** Open, or lost and tried again. */
  state: (open: boolean) => void
}

/** One stream of server-sent events (api §4.13) that comes back by itself after 1–30 s, with jitter. */
export function openStream(topics: readonly string[], hearing: Hearing): () => void {
  let source: EventSource | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let lastId = ''
  let closed = false
  let left = topics

  /** Contracts come with their schemas, which the first load does without. */
  async function connect() {
    const { platformApi } = await import('../../http/contract.ts')
    if (closed) return
    if (left.length === 0) return hearing.state(true)
    const query = { topics: left.join(','), ...(lastId && { last_event_id: lastId }) }
    const address = urlOf(platformApi.live as AnyEndpoint, { query })
    source = new EventSource(address)
    source.onopen = () => {
      failures = 0
      hearing.state(true)
    }
    source.onerror = () => {
      const isAnswered = source?.readyState === EventSource.CLOSED
      again()
      if (isAnswered) leaveOut(address).catch(() => {})
    }
    source.addEventListener('bye', () => again())
    source.addEventListener('resync', () => hearing.resync())
    source.addEventListener('change', (event) => {
      if (event.lastEventId) lastId = event.lastEventId
      hearing.change(JSON.parse(event.data) as Change)
    })
  }

  /** A topic that may not be heard, as its thing is gone, silences no other: what the answer names is left out. */
  async function leaveOut(address: string) {
    const answer = await fetch(address)
    if (answer.status !== 422) return answer.body?.cancel()
    const { topics: refused = [] } = (await answer.json()) as { topics?: string[] }
    left = left.filter((name) => !refused.includes(name))
  }

  function again() {
    source?.close()
    hearing.state(false)
    clearTimeout(timer)
    const wait = Math.min(30_000, 1000 * 2 ** failures++)
    timer = setTimeout(open, wait * (0.5 + Math.random() / 2) + 500)
  }

  /** A contract that does not load is a connection that is away. */
  function open() {
    connect().catch(again)
  }

  open()
  return () => {
    closed = true
    clearTimeout(timer)
    source?.close()
  }
}
