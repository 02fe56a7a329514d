import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ReceivedSms {
  path: string
  authorization: string | null
  /** As it was sent: `{textMessage: {text}, phoneNumbers, simNumber, ttl, priority}`, or of another caller. */
  body: Record<string, unknown>
}

export interface SmsGateway {
  /** `http://127.0.0.1:…/messages`, for SMS_ENDPOINT; OUTBOUND_ALLOW must name 127.0.0.1. */
  readonly url: string
  /** Everything that arrived, also what was answered with an error. */
  readonly received: ReceivedSms[]
  /** Answers with this status from now on; `hang` for no answer at all. */
  answer(status: number | 'hang'): void
  close(): Promise<void>
}

/** A gateway for text messages (and for any JSON webhook) on a free port of 127.0.0.1. */
export async function openSmsGateway(): Promise<SmsGateway> {
  const received: ReceivedSms[] = []
  const state: { status: number | 'hang' } = { status: 202 }
  const server = createServer((request, response) => void take(request, response, received, state))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}/messages`,
    received,
    answer: (status) => {
      state.status = status
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function take(
  request: IncomingMessage,
  response: ServerResponse,
  received: ReceivedSms[],
  { status }: { status: number | 'hang' },
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  received.push({
    path: request.url ?? '',
    authorization: request.headers.authorization ?? null,
    body: JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}'),
  })
  if (status === 'hang') return
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(status < 300 ? { id: `sms-${received.length}` } : { message: 'No' }))
}
