import net from 'node:net'

/** One request as it is repeated; several of them are sent in turn. */
export interface Ask {
  method?: 'GET' | 'POST'
  path: string
  headers?: Record<string, string>
  /** Sent as JSON. */
  body?: object
}

export interface Load {
  port: number
  asks: Ask[]
  connections: number
  seconds: number
  /** What may be answered; anything else ends the run. */
  statuses?: number[]
  /** Requests a second in all; as many as the server answers, unless given. */
  rate?: number
}

export interface Measured {
  per_second: number
  p50_ms: number
  p95_ms: number
  p99_ms: number
  statuses: Map<number, number>
}

/**
 * As many requests as the server answers, or as many as asked for, on kept connections. It parses next to nothing, so
 * that what is measured is the server.
 */
export async function load(wanted: Load): Promise<Measured> {
  const requests = wanted.asks.map((ask) => bytesOf(wanted.port, ask))
  const started = performance.now()
  const run: Run = {
    ...wanted,
    statuses: wanted.statuses ?? [200],
    started,
    until: started + wanted.seconds * 1_000,
    sent: 0,
    times: [],
    seen: new Map(),
    next: () => requests[run.sent++ % requests.length] ?? Buffer.alloc(0),
  }
  await Promise.all(Array.from({ length: wanted.connections }, () => oneConnection(run)))
  const elapsed = (performance.now() - started) / 1_000
  const times = run.times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
  return {
    per_second: times.length / elapsed,
    p50_ms: at(0.5),
    p95_ms: at(0.95),
    p99_ms: at(0.99),
    statuses: run.seen,
  }
}

interface Run extends Load {
  statuses: number[]
  started: number
  until: number
  sent: number
  times: number[]
  seen: Map<number, number>
  next(): Buffer
}

function bytesOf(port: number, { method = 'GET', path, headers = {}, body }: Ask): Buffer {
  const text = body === undefined ? '' : JSON.stringify(body)
  const all = {
    host: `127.0.0.1:${port}`,
    accept: 'application/json',
    ...(body !== undefined && {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(text)),
    }),
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${text}`)
}

function oneConnection(run: Run): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(run.port, '127.0.0.1')
    const answer = { wanted: -1, got: 0, sent: 0 }
    const send = () => {
      Object.assign(answer, { wanted: -1, got: 0, sent: performance.now() })
      socket.write(run.next())
    }
    const whenDue = () => {
      const now = performance.now()
      const due = run.rate === undefined ? now : run.started + (run.sent / run.rate) * 1_000
      if (Math.max(now, due) >= run.until) socket.end(resolve)
      else if (due <= now) send()
      else setTimeout(whenDue, due - now)
    }
    const answered = () => {
      run.times.push(performance.now() - answer.sent)
      whenDue()
    }
    socket.setNoDelay(true)
    socket.on('connect', whenDue)
    socket.on('error', reject)
    socket.on('data', (data: Buffer) => {
      answer.got += data.length
      if (answer.wanted < 0) answer.wanted = lengthOf(data, run)
      if (Number.isNaN(answer.wanted)) reject(new Error(data.toString('utf8', 0, 600)))
      else if (answer.got >= answer.wanted) answered()
    })
  })
}

/** How long the whole answer is; NaN for a status that may not be. */
function lengthOf(data: Buffer, run: Run): number {
  const end = data.indexOf('\r\n\r\n')
  const head = data.toString('latin1', 0, end)
  const status = Number(/^HTTP\/1.1 (\d+)/.exec(head)?.[1])
  if (!run.statuses.includes(status)) return Number.NaN
  run.seen.set(status, (run.seen.get(status) ?? 0) + 1)
  return end + 4 + Number(/content-length: (\d+)/i.exec(head)?.[1])
}
