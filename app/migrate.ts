// Modules declare their jobs when they are loaded, and each job needs its queue.
import '../modules/companies/server/index.ts'
import '../modules/identity/server/index.ts'
import '../modules/integrations/server/index.ts'
import '../modules/operations/server/index.ts'
import { type SearchSpeech, speakSearch } from '../modules/tickets/server/index.ts'
import '../platform/mail/index.ts'
import { type Database, migrate } from '../platform/database/index.ts'
import { installQueue } from '../platform/jobs/index.ts'
import { version } from './version.ts'

const english: SearchSpeech = { language: 'english', is_rebuilt: false, say: () => {} }

/** Everything a database needs before it serves: roles, tables, the queue's schema. Gives back how many migrations ran. */
export const migrateAll = (database: Database, speech = english): Promise<number> =>
  migrate(database, version, [installQueue, speakSearch(speech)])
