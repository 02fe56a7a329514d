import { houseScope, listActiveCustomers } from '../modules/companies/server/index.ts'
import { openIntegrations } from '../modules/integrations/server/index.ts'
import type { Config } from '../platform/config.ts'
import type { Crypto } from '../platform/crypto/index.ts'
import type { Database } from '../platform/database/index.ts'
import {
  type Dispatcher,
  keepPartitions,
  type Live,
  onAnnounced,
  onWhispered,
  openDispatcher,
  openLive,
} from '../platform/events/index.ts'
import { ensureSystemTasks, type Jobs, openJobs, publishRunsBy } from '../platform/jobs/index.ts'
import type { Log } from '../platform/log/index.ts'
import { type OutgoingMails, openMail } from '../platform/mail/index.ts'
import { type Outbound, openOutbound } from '../platform/outbound/index.ts'
import { openSms } from '../platform/sms/index.ts'
import { openStoredFiles } from './tasks.ts'

/** What runs beside the requests: live updates everywhere; dispatcher, jobs and mail where work is done. */
export interface Background {
  live: Live
  mail: OutgoingMails
  outbound: Outbound
  start(): Promise<void>
  /** Says good-bye to live streams, so that the server can close. */
  quiet(): Promise<void>
  stop(): Promise<void>
  /** Resolves when everything announced and queued so far is done: for tests. */
  idle(): Promise<void>
}

interface Parts {
  config: Config
  database: Database
  log: Log
  crypto: Crypto
  role: 'web' | 'worker' | 'all'
}

export async function openBackground({ config, database, log, crypto, role }: Parts): Promise<Background> {
  const live = await openLive({ database, redis_url: config.redis_url, log })
  publishRunsBy(database, live.publish)
  const mail = openMail({
    smtp: config.smtp,
    from: config.mail_from,
    portal_url: config.portal_url,
    read: openStoredFiles(config).read,
    log,
    database,
  })
  const outbound: Outbound = openOutbound({ allow: config.outbound_allow })
  openSms({ database, settings: config.sms, outbound })
  const unhear = onWhispered(live.publish)
  openIntegrations({ database, crypto, outbound, portal_url: config.portal_url, given: config.syncro })
  const workers = role === 'web' ? null : openWorkers({ database, log, live })

  return {
    live,
    mail,
    outbound,
    async start() {
      await workers?.start()
      if (workers) await mail.start()
    },
    quiet: () => live.close(),
    async stop() {
      unhear()
      await workers?.stop()
      await mail.stop()
      await outbound.close()
    },
    async idle() {
      if (workers) await untilIdle(workers)
    },
  }
}

/** A job announces its end, and what is announced begins jobs: both are asked until neither has anything new. */
async function untilIdle({ dispatcher, jobs }: { dispatcher: Dispatcher; jobs: Jobs }): Promise<void> {
  let isMore = true
  const deafen = onAnnounced(() => {
    isMore = true
  })
  try {
    while (isMore) {
      isMore = false
      await dispatcher.idle()
      await jobs.idle()
    }
  } finally {
    deafen()
  }
}

function openWorkers({ database, log, live }: { database: Database; log: Log; live: Live }) {
  const dispatcher: Dispatcher = openDispatcher({
    database,
    log,
    publish: live.publish,
    scopeFor: (tx, company_id, caused_by) => houseScope(tx, { company_id, caused_by }),
  })
  const jobs: Jobs = openJobs({ database, log, companies: listActiveCustomers })

  return {
    dispatcher,
    jobs,
    async start() {
      await keepPartitions(database)
      await ensureSystemTasks(database)
      await dispatcher.start()
      await jobs.start()
    },
    async stop() {
      await dispatcher.stop()
      await jobs.stop()
    },
  }
}
