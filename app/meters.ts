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
import type { Accounts } from './accounts.ts'
import { version } from './version.ts'

interface Beside {
  log: Log
  accounts: Pick<Accounts, 'identity' | 'lostLines'>
}

/** The log line and the metrics of each request, and /metrics. */
export function openMeters(config: Config, database: Database, { log, accounts }: Beside) {
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
  metrics.gauge(
    'fail2ban_write_errors',
    'Sign-in lines that could not be written since the start',
    accounts.lostLines,
  )
  const access = {
    token: config.metrics_token,
    onRefused: (ip: string) => accounts.identity.noteAdminFailure(null, ip, 'wrong_token'),
  }
  const hooks = {
    onProblem: metrics.problem,
    onRequestDone: (request, reply) => {
      line(request, reply)
      metrics.requestDone(request, reply)
    },
  } satisfies Partial<ServerOptions>

  return { hooks, serve: (routes: Routes) => serveMetrics(routes, metrics, access) }
}
