import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface SyncroSeed {
  id: number
  [field: string]: unknown
}

/** A Syncro that holds these tickets and behaves as it is told. */
export interface SyncroStandIn {
  url: string
  key: string
  tickets: unknown[]
  /** When each request came (ms), and for what. */
  requests: { path: string; at: number }[]
  /** What the next requests to this path get, one after the other, before it answers as usual. */
  next(path: string | '*', ...answers: Odd[]): void
  /** What every request to this path gets from now on. */
  always(path: string, answer: Odd): void
  /** The most requests in any window of so many milliseconds. */
  fullest(windowMs: number): number
  close(): Promise<void>
}

export type Odd = { status: number; headers?: Record<string, string>; body?: string; hold?: Promise<unknown> }

const pageSize = 25

export async function syncroStandIn(seed: readonly unknown[]): Promise<SyncroStandIn> {
  const tickets = [...seed]
  const key = 'syncro-test-key-1'
  const requests: SyncroStandIn['requests'] = []
  const planned = new Map<string, Odd[]>()
  const fixed = new Map<string, Odd>()
  const server = createServer(async (request, response) => {
    response.on('error', () => {})
    const url = new URL(request.url ?? '/', 'http://x')
    const path = `${url.pathname}${url.search}`
    requests.push({ path, at: performance.now() })
    const odd = planned.get(path)?.shift() ?? planned.get('*')?.shift() ?? fixed.get(path)
    if (odd?.hold) await odd.hold
    if (odd && odd.status !== 200) return send(response, odd.status, odd.body ?? '{}', odd.headers)
    if (odd?.body !== undefined) return send(response, 200, odd.body)
    if (request.headers.authorization !== `Bearer ${key}`) return send(response, 401, '{"error":"no"}')
    answer(response, url, tickets)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}`,
    key,
    tickets,
    requests,
    next: (path, ...answers) => void planned.set(path, [...(planned.get(path) ?? []), ...answers]),
    always: (path, odd) => void fixed.set(path, odd),
    fullest(windowMs) {
      const times = requests.map(({ at }) => at).sort((a, b) => a - b)
      return times.reduce((most, from, n) => {
        const rest = times.slice(n)
        return Math.max(most, rest.filter((at) => at - from < windowMs).length)
      }, 0)
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function answer(response: ServerResponse, url: URL, tickets: readonly unknown[]): unknown {
  const [, one] = /^\/api\/v1\/tickets\/(\d+)$/.exec(url.pathname) ?? []
  if (one) {
    const found = tickets.find((ticket) => (ticket as SyncroSeed | null)?.id === Number(one))
    return found
      ? send(response, 200, JSON.stringify({ ticket: found }))
      : send(response, 404, '{"error":"not found"}')
  }
  const noun = url.pathname.replace('/api/v1/', '')
  if (!['tickets', 'customers', 'contacts'].includes(noun)) return send(response, 404, '{}')
  const page = Number(url.searchParams.get('page') ?? 1)
  const all = noun === 'tickets' ? tickets : []
  const items = all.slice((page - 1) * pageSize, page * pageSize)
  const meta = {
    page,
    per_page: pageSize,
    total_pages: Math.ceil(all.length / pageSize),
    total_entries: all.length,
  }
  send(response, 200, JSON.stringify({ [noun]: items, meta }))
}

function send(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}) {
  return response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
}
