import { setTimeout as pause } from 'node:timers/promises'
import { clientOf } from '../../platform/contract/client.ts'

/** A refusal of the portal, with its problem code. */
export class Refused extends Error {
  readonly status: number
  readonly code: string

  constructor(
    status: number,
    body: { code?: string; title?: string; detail?: string; errors?: { field: string; message: string }[] },
  ) {
    const fields = (body.errors ?? []).map(({ field, message }) => `${field}: ${message}`).join(' ')
    super(`${body.title ?? `The portal answered ${status}`}. ${fields || (body.detail ?? '')}`)
    this.status = status
    this.code = body.code ?? ''
  }
}

type Headers = Record<string, string>

/**
 * A typed caller of a portal's API. It waits when the portal says so (429, 503), and repeats what a broken
 * connection left open under the same Idempotency-Key, so nothing is made twice.
 */
export function callerAt(base: string, credentials: () => Headers) {
  return (idempotencyKey?: string) =>
    clientOf(async ({ method, url, body }) => {
      const headers: Headers = { accept: 'application/json', ...credentials() }
      if (idempotencyKey) headers['idempotency-key'] = idempotencyKey
      if (body !== undefined) headers['content-type'] = 'application/json'
      const request = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
      const response = await persistent(() => fetch(base + url, request))
      const answer = await response.json()
      if (!response.ok) throw new Refused(response.status, answer as never)
      return answer
    })
}

async function persistent(ask: () => Promise<Response>): Promise<Response> {
  for (let tries = 1; ; tries++) {
    const response = await ask().catch((error: unknown) => {
      if (tries >= 5) throw new Error('The portal cannot be reached', { cause: error })
      return null
    })
    if (response && response.status !== 429 && response.status !== 503) return response
    const wait = Number(response?.headers.get('retry-after') ?? tries)
    await response?.body?.cancel()
    await pause(Math.min(wait, 60) * 1_000)
  }
}

/** Signs in and gives back the headers of that session. */
export async function signIn(base: string, email: string, password: string): Promise<Headers> {
  const response = await fetch(`${base}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ email, password }),
  })
  const answer = (await response.json()) as { session?: { csrf_token: string } }
  if (!response.ok || !answer.session) throw new Refused(response.status, answer as never)
  const cookies = response.headers.getSetCookie().map((line) => line.split(';', 1)[0])
  return { cookie: cookies.join('; '), 'x-csrf-token': answer.session.csrf_token }
}
