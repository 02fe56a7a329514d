import { houseScope } from '../../modules/companies/server/index.ts'
import { openPostgres } from '../../platform/database/index.ts'
import { openDispatcher, sealEventsBy } from '../../platform/events/index.ts'
import { openJobs } from '../../platform/jobs/index.ts'
import { openLog } from '../../platform/log/index.ts'
import { counting, streamKeys } from './stream-jobs.ts'

/** A dispatcher and a worker in a process of their own, for a test that kills it. */
const database = openPostgres({ url: process.env.DATABASE_URL ?? '', pool_size: 6 })
const log = openLog({ level: 'fatal', format: 'json', secrets: [] })
sealEventsBy(database, streamKeys)
const dispatcher = openDispatcher({
  database,
  log,
  consumers: [counting],
  publish: () => {},
  scopeFor: (tx, company_id, caused_by) => houseScope(tx, { company_id, caused_by }),
})
const jobs = openJobs({ database, log })
await dispatcher.start()
await jobs.start()
console.log('ready')
