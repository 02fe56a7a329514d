import { lookup as resolveName } from 'node:dns/promises'
import { isIP } from 'node:net'
import { type Agent, type Dispatcher, request as send } from 'undici'
import { acceptEncoding, readBody } from './body.ts'
import { guardedAgent, type Lookup, resolve } from './connect.ts'
import { bare, type Policy, policyOf } from './policy.ts'
import { OutboundProblem, problemOf } from './problem.ts'
import { redirected } from './redirect.ts'
import { type Peer, seenBy } from './remote.ts'

export type { Lookup } from './connect.ts'

/** One call. `timeout_ms` covers all of it, redirects and body included; `max_body_bytes` counts unpacked. */
export interface OutboundRequest {
  method: Dispatcher.HttpMethod
  url: string
  headers?: Record<string, string>
  body?: string | Uint8Array
  timeout_ms?: number
  max_body_bytes?: number
  /** How many to follow, at most 3; with 0 a redirect is the answer. */
  redirects?: number
}

/** What came back, whatever its status; the body is unpacked. Header names are in lower case. */
export interface OutboundAnswer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: Buffer
  /** The address that answered. */
  remote_ip: string | null
}

/** The only HTTP client of the house: nothing else opens connections to addresses that people enter. */
export interface Outbound {
  /** Sends one request. Throws `OutboundProblem` only; an answer of 4xx or 5xx is an answer. */
  request(call: OutboundRequest): Promise<OutboundAnswer>
  /** Checks an address when it is saved: form, port, and everything the name resolves to now. Throws like `request`. */
  checkUrl(url: string): Promise<void>
  /** Ends idle connections and cuts running calls. */
  close(): Promise<void>
}

const mostRedirects = 3
const checkWithinMs = 5000

/**
 * Opens the client. `allow` is OUTBOUND_ALLOW: host names and CIDRs that may be private or plain http.
 * `ca` (PEM) replaces the system's certificate authorities, `lookup` the system's resolver.
 */
export function openOutbound({ allow, ca, lookup = systemLookup }: OutboundOptions): Outbound {
  const policy = policyOf(allow)
  const agent = guardedAgent(policy, lookup, ca)

  async function follow(
    call: OutboundRequest,
    left: number,
    signal: AbortSignal,
    seen: Peer,
  ): Promise<OutboundAnswer> {
    policy.checkUrl(parseUrl(call.url))
    const answer = await once(agent, call, signal, seen)
    const next = call.redirects ? redirected(call, answer) : null
    if (!next) return answer
    if (left === 0) throw new OutboundProblem('redirect', `${hostOf(call.url)} redirects too often`)

    return follow(next, left - 1, signal, seen)
  }

  return {
    request(call) {
      const left = Math.min(call.redirects ?? 0, mostRedirects)

      const seen: Peer = { remote_ip: null }
      const work = (signal: AbortSignal) => follow(call, left, signal, seen)
      return within(call.timeout_ms ?? 10_000, hostOf(call.url), work, seen)
    },
    checkUrl: (url) => within(checkWithinMs, hostOf(url), () => checkSaved(policy, lookup, parseUrl(url))),
    async close() {
      // Not awaited: a connection still being opened would hold up a stop for seconds.
      agent.destroy().catch(() => {})
    },
  }
}

interface OutboundOptions {
  allow: string
  ca?: string
  lookup?: Lookup
}

const systemLookup: Lookup = (host) => resolveName(host, { all: true })

function parseUrl(text: string): URL {
  // The parser also normalises odd spellings of addresses: 127.1, 0x7f000001, full-width digits.
  const url = URL.parse(text)
  if (!url?.hostname)
    throw new OutboundProblem('bad_url', 'This is not an address like https://example.com/path')
  return url
}

function hostOf(text: string): string {
  return URL.parse(text)?.host ?? 'the address'
}

async function once(
  agent: Agent,
  call: OutboundRequest,
  signal: AbortSignal,
  seen: Peer,
): Promise<OutboundAnswer> {
  const options = {
    dispatcher: agent,
    method: call.method,
    headers: { 'accept-encoding': acceptEncoding, ...lowerCase(call.headers ?? {}) },
    body: call.body ?? null,
    signal,
    // The signal is the limit; undici's own would cut a call that was given more time.
    headersTimeout: 0,
    bodyTimeout: 0,
  }
  const { statusCode, headers, body } = await seenBy(seen, () => send(call.url, options))
  const isEmpty = call.method === 'HEAD' || statusCode === 204 || statusCode === 304
  const encoding = isEmpty ? undefined : String(headers['content-encoding'] ?? '')
  try {
    return {
      status: statusCode,
      headers,
      body: await readBody(body, encoding, call.max_body_bytes ?? 65_536),
      remote_ip: seen.remote_ip,
    }
  } catch (error) {
    // What was not read to its end would keep the connection.
    body.on('error', () => {}).destroy()
    throw error
  }
}

function lowerCase(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

async function checkSaved(policy: Policy, lookup: Lookup, url: URL): Promise<void> {
  policy.checkUrl(url)
  const host = bare(url.hostname)
  if (!isIP(host)) await resolve(policy, lookup, host, url.protocol === 'http:')
}

/** Gives up after a time and tells the work to stop. It does not wait for that: undici opens connections to the end. */
async function within<T>(
  milliseconds: number,
  host: string,
  work: (signal: AbortSignal) => Promise<T>,
  seen?: Peer,
): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const controller = new AbortController()
  const timer = setTimeout(() => {
    const late = new OutboundProblem('timeout', `${host} did not answer in time`)
    reject(late)
    controller.abort(late)
  }, milliseconds)
  try {
    return await Promise.race([work(controller.signal), promise])
  } catch (error) {
    throw Object.assign(problemOf(error, host), { remote_ip: seen?.remote_ip ?? null })
  } finally {
    clearTimeout(timer)
  }
}
