import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request that arrived. */
export interface Received {
  path: string
  headers: IncomingHttpHeaders
  body: Buffer
  at: number
}

export type Reaction = (request: Received, response: ServerResponse) => void

/** A system that receives webhooks, and behaves as it is told. */
export interface WebhookReceiver {
  url: string
  received: Received[]
  /** What it does from now on, for all paths or for one. */
  react(reaction: Reaction, path?: string): void
  /** Resolves when so many have arrived in all. */
  has(count: number): Promise<void>
  close(): Promise<void>
}

/** Answers with a status and these headers, and a short text. */
export const answers =
  (status: number, headers: Record<string, string> = {}, body = 'seen'): Reaction =>
  (_, response) =>
    void response.writeHead(status, { 'content-type': 'text/plain', ...headers }).end(body)

/** One reaction after the other; the last one stays. */
export function inTurn(...reactions: Reaction[]): Reaction {
  let turn = 0
  return (request, response) => reactions[Math.min(turn++, reactions.length - 1)]?.(request, response)
}

/** Never answers. */
export const hangs: Reaction = () => {}

/** Sends so many bytes, as fast as they are taken. */
export const floods =
  (bytes: number): Reaction =>
  (_, response) => {
    const piece = Buffer.alloc(65_536, 'x')
    let left = bytes
    response.writeHead(200, { 'content-type': 'text/plain' })
    const go = () => {
      while (left > 0 && !response.destroyed) {
        left -= piece.length
        if (!response.write(piece)) return void response.once('drain', go)
      }
      response.end()
    }
    go()
  }

export async function webhookReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = []
  const reactions = new Map<string, Reaction>([['*', answers(204, {}, '')]])
  const waiting = new Set<() => void>()
  const server = createServer(async (request, response) => {
    response.on('error', () => {})
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece as Buffer)
    const path = request.url ?? '/'
    const one = { path, headers: request.headers, body: Buffer.concat(pieces), at: Date.now() }
    received.push(one)
    for (const look of waiting) look()
    ;(reactions.get(path) ?? reactions.get('*'))?.(one, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}`,
    received,
    react: (reaction, path = '*') => void reactions.set(path, reaction),
    has: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (received.length < count) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
