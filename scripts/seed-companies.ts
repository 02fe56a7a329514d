import { parseArgs } from 'node:util'
import { openDatabase } from '../app/database.ts'
import { readConfig } from '../platform/config.ts'
import { seedCompanies } from './seed/companies.ts'

const usage = `Fills a portal with customers, their people, staff directories and events, to try it with real volume.

  node scripts/seed-companies.ts [--companies 100] [--people 2000] [--staff 6000] [--events 20000] [--months 1]

Works on the database of DATABASE_URL (as its superuser), or on the embedded one in DATA_DIR while the portal is stopped.
Somebody must have registered before; everybody made here (seed1@people.example and so on) has that person's password.
Run it once: the same rows are made each time, and their addresses are taken then.`

const { values } = parseArgs({
  options: {
    companies: { type: 'string', default: '100' },
    people: { type: 'string', default: '2000' },
    staff: { type: 'string', default: '6000' },
    events: { type: 'string', default: '20000' },
    months: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(usage)
  process.exit(0)
}

/** Up to the numbers that the portal is measured with. */
const most = { companies: 10_000, people: 100_000, staff: 300_000, events: 10_000_000, months: 14 }

const size = Object.fromEntries(
  Object.entries(most).map(([name, max]) => [name, sizeOf(name, max)]),
) as typeof most
const database = await openDatabase(readConfig())
try {
  const started = performance.now()
  await seedCompanies(database, size)
  const seconds = ((performance.now() - started) / 1_000).toFixed(1)
  console.log(
    `Made ${size.companies} companies, ${size.people} people, ${size.staff} staff and ${size.events} events in ${seconds} s.`,
  )
} finally {
  await database.close()
}

function sizeOf(name: string, max: number): number {
  const given = Number(values[name as 'companies'])
  if (Number.isInteger(given) && given >= 1 && given <= max) return given
  console.error(`--${name} must be between 1 and ${max}.\n\n${usage}`)
  process.exit(64)
}
