import net from 'node:net'

export interface Load {
  port: number
  path: string
  headers: Record<string, string>
  connections: number
  seconds: number
}

export interface Measured {
  per_second: number
  p50_ms: number
  p95_ms: number
  p99_ms: number
}

/**
 * As many GETs as the server answers, on kept connections. It parses next to nothing, so that what is measured is
 * the server. Anything but 200 ends the run.
 */
export async function load({ port, path, headers, connections, seconds }: Load): Promise<Measured> {
  const lines = Object.entries({ host: `127.0.0.1:${port}`, accept: 'application/json', ...headers })
  const request = Buffer.from(
    `GET ${path} HTTP/1.1\r\n${lines.map(([k, v]) => `${k}: ${v}\r\n`).join('')}\r\n`,
  )
  const until = performance.now() + seconds * 1_000
  const times: number[] = []
  const started = performance.now()
  await Promise.all(Array.from({ length: connections }, () => oneConnection(port, request, until, times)))
  const elapsed = (performance.now() - started) / 1_000
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
  return { per_second: times.length / elapsed, p50_ms: at(0.5), p95_ms: at(0.95), p99_ms: at(0.99) }
}

function oneConnection(port: number, request: Buffer, until: number, times: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1')
    const answer = { wanted: -1, got: 0, sent: 0 }
    const send = () => {
      Object.assign(answer, { wanted: -1, got: 0, sent: performance.now() })
      socket.write(request)
    }
    const answered = () => {
      times.push(performance.now() - answer.sent)
      if (performance.now() < until) send()
      else socket.end(resolve)
    }
    socket.setNoDelay(true)
    socket.on('connect', send)
    socket.on('error', reject)
    socket.on('data', (data: Buffer) => {
      answer.got += data.length
      if (answer.wanted < 0) answer.wanted = lengthOf(data)
      if (Number.isNaN(answer.wanted)) reject(new Error(data.toString('utf8', 0, 600)))
      else if (answer.got >= answer.wanted) answered()
    })
  })
}

/** How long the whole answer is; NaN for anything but 200. */
function lengthOf(data: Buffer): number {
  const end = data.indexOf('\r\n\r\n')
  const head = data.toString('latin1', 0, end)
  if (!head.startsWith('HTTP/1.1 200')) return Number.NaN
  return end + 4 + Number(/content-length: (\d+)/i.exec(head)?.[1])
}
