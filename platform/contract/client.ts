import type { Answer, AnyEndpoint, Endpoint, Sent } from './endpoint.ts'
import { pathOf } from './endpoint.ts'

/** What one call of an endpoint needs; only what the contract declares. */
export type Request<P, Q, B> = (P extends undefined ? { params?: undefined } : { params: Sent<P> }) &
  (Q extends undefined ? { query?: undefined } : { query?: Partial<Sent<Q>> }) &
  (B extends undefined ? { body?: undefined } : { body: Sent<B> })

/** The address of an endpoint with its parameters and query filled in. */
export function addressOf(
  declared: AnyEndpoint,
  request: { params?: unknown; query?: unknown } = {},
): string {
  const params = (request.params ?? {}) as Record<string, unknown>
  const path = pathOf(declared).replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(String(params[name] ?? '')),
  )
  const search = searchOf((request.query ?? {}) as Record<string, unknown>)
  return search ? `${path}?${search}` : path
}

function searchOf(query: Record<string, unknown>): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== '') search.append(name, String(one))
    }
  }
  return search.toString()
}

export type Send = (request: { method: string; url: string; body?: unknown }) => Promise<unknown>

/** A typed caller of contracts over any transport: the browser, the command line, the tests. */
export function clientOf(send: Send) {
  return function call<P, Q, B, R>(
    declared: Endpoint<P, Q, B, R>,
    ...[request]: Record<string, never> extends Request<P, Q, B> ? [Request<P, Q, B>?] : [Request<P, Q, B>]
  ): Promise<Answer<R>> {
    const url = addressOf(declared as AnyEndpoint, request ?? {})
    const body = request && 'body' in request ? request.body : undefined
    return send({ method: declared.method, url, ...(body !== undefined && { body }) }) as Promise<Answer<R>>
  }
}
