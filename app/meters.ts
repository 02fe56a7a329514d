import { countCorrections } from '../modules/companies/server/index.ts'
import type { Config } from '../platform/config.ts'
import type { Database } from '../platform/database/index.ts'
import { outboxLag } from '../platform/events/index.ts'
import {
  openMetrics,
  type Routes,
  requestLog,
  type ServerOptions,
  serveMetrics,
} from '../platform/http/index.ts'
import type { Log } from '../platform/log/index.ts'
import { version } from './version.ts'

/** The log line and the metrics of each request, and /metrics. */
export function openMeters(config: Config, database: Database, log: Log) {
  const metrics = openMetrics({ version, process: config.environment !== 'test' })
  const line = requestLog(log.child({ logger: 'http' }), config.trusted_proxies)
  metrics.gauge('outbox_lag_seconds', 'How long the oldest event has waited to be handed out', () =>
    outboxLag(database),
  )
  metrics.gauge(
    'count_corrections',
    'Kept numbers that a recount found wrong since the start',
    countCorrections,
  )
  const hooks = {
    onProblem: metrics.problem,
    onRequestDone: (request, reply) => {
      line(request, reply)
      metrics.requestDone(request, reply)
    },
  } satisfies Partial<ServerOptions>

  return { hooks, serve: (routes: Routes) => serveMetrics(routes, metrics, { token: config.metrics_token }) }
}
