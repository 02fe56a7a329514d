import type { OutboundAnswer, OutboundRequest } from './outbound.ts'
import { OutboundProblem } from './problem.ts'

// What another host may see of the request; everything else may be a credential.
const harmless = new Set(['accept', 'accept-encoding', 'accept-language', 'user-agent', 'content-type'])

/** The request that a redirect asks for (RFC 9110 §15.4), or null when the answer is none. */
export function redirected(request: OutboundRequest, answer: OutboundAnswer): OutboundRequest | null {
  const { status } = answer
  const { location } = answer.headers
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return null

  const from = new URL(request.url)
  const to = URL.parse(String(location), from)
  if (!to) throw new OutboundProblem('redirect', `${from.host} redirects to no address`)

  const turned = turnsIntoGet(request.method, status) ? asGet(request) : request
  if (to.origin === from.origin) return { ...turned, url: to.href }
  if (turned.body !== undefined) {
    throw new OutboundProblem('redirect', `${from.host} redirects a request with content to ${to.host}`)
  }
  return { ...turned, url: to.href, headers: keep(turned.headers, (name) => harmless.has(name)) }
}

function turnsIntoGet(method: string, status: number): boolean {
  return (status === 303 && method !== 'HEAD') || (status <= 302 && method === 'POST')
}

function asGet({ body: _, ...request }: OutboundRequest): OutboundRequest {
  return { ...request, method: 'GET', headers: keep(request.headers, (name) => !name.startsWith('content-')) }
}

function keep(
  headers: Record<string, string> = {},
  isKept: (name: string) => boolean,
): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => isKept(name.toLowerCase())))
}
