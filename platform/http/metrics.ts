import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { problem } from '../contract/problems.ts'
import { inNetworks, parseNetworks } from '../limits/index.ts'
import { platformApi } from './contract.ts'
import { routeOf, statusOf } from './request-log.ts'
import { type Routes, sent } from './route.ts'

export interface Metrics {
  /** Others register theirs here; names begin with `portal_`, labels never hold ids or addresses. */
  registry: Registry
  /** For `onRequestDone`. */
  requestDone(request: FastifyRequest, reply: FastifyReply): void
  /** For `onProblem`. */
  problem(code: string, refused: boolean): void
  /** A value that is asked for when somebody looks: `portal_<name>`. A failing read leaves it out. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void
}

export interface MetricsOptions {
  version: string
  /** Facts of the process itself (memory, event loop, garbage collection). */
  process?: boolean
}

export function openMetrics({ version, process: withProcess = true }: MetricsOptions): Metrics {
  const registry = new Registry()
  const registers = [registry]
  if (withProcess) collectDefaultMetrics({ register: registry })
  const labelNames = ['method', 'route', 'status'] as const
  const requests = new Counter({
    name: 'portal_http_requests_total',
    help: 'Requests answered',
    labelNames,
    registers,
  })
  const duration = new Histogram({
    name: 'portal_http_request_duration_seconds',
    help: 'From the head of a request to the end of its answer',
    labelNames,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  })
  const problems = new Counter({
    name: 'portal_problems_total',
    help: 'Problems answered',
    labelNames: ['code'],
    registers,
  })
  const refusals = new Counter({
    name: 'portal_isolation_refusals_total',
    help: 'Rows the database refused although a check should have: always our fault',
    registers,
  })
  const build = new Gauge({
    name: 'portal_build_info',
    help: 'This release',
    labelNames: ['version', 'node'],
    registers,
  })
  build.set({ version, node: process.versions.node }, 1)
  return {
    registry,
    requestDone(request, reply) {
      const status = `${Math.floor(statusOf(reply) / 100)}xx`
      const labels = { method: request.method, route: routeOf(request), status }
      requests.inc(labels)
      duration.observe(labels, reply.elapsedTime / 1000)
    },
    problem(code, refused) {
      problems.inc({ code })
      if (refused) refusals.inc()
    },
    gauge: (name, help, read) => addGauge(registry, `portal_${name}`, help, read),
  }
}

function addGauge(
  registry: Registry,
  name: string,
  help: string,
  read: () => number | Promise<number>,
): void {
  const gauge = new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      try {
        gauge.set(await read())
      } catch {
        // Whoever looks still gets the other values.
        gauge.reset()
        gauge.remove()
      }
    },
  })
}

export interface MetricsAccess {
  token: string | null
  /** Somebody from elsewhere came with a wrong token. */
  onRefused?: (ip: string) => void
}

/** `/metrics`: from this machine without a proxy between, or with METRICS_TOKEN; for all others there is none. */
export function serveMetrics(routes: Routes, metrics: Metrics, options: MetricsAccess): void {
  routes.own(platformApi.metrics, async ({ raw, origin }) => {
    if (!isLocal(raw.request) && !hasToken(raw.request, options.token)) {
      if (raw.request.headers.authorization) options.onRefused?.(origin.ip)
      throw problem('no_such_endpoint')
    }
    const text = await metrics.registry.metrics()
    raw.reply.type(metrics.registry.contentType).send(text)
    return sent
  })
}

const loopback = parseNetworks('loopback')
const forwarding = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
]

function isLocal({ raw, headers }: FastifyRequest): boolean {
  if (forwarding.some((name) => headers[name] !== undefined)) return false
  return inNetworks(raw.socket.remoteAddress ?? '', loopback)
}

/** Hashes have one length, and comparing them takes one time. */
function hasToken({ headers }: FastifyRequest, token: string | null): boolean {
  const given = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
  if (!token || !given) return false
  return timingSafeEqual(hash(given), hash(token))
}

const hash = (text: string) => createHash('sha256').update(text).digest()
