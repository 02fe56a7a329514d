import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { openDatabase } from '../app/database.ts'
import { readConfig } from '../platform/config.ts'
import { seedDesk, wholeDesk } from './seed/desk.ts'
import type { DeskSize } from './seed/desk-steps.ts'
import { readTexts } from './seed/texts.ts'

const usage = `Fills a portal with a service desk, to try it with real volume: customers, their people, technicians, tickets, entries
and everything that is searched.

  node scripts/seed-desk.ts [--companies 100] [--people 2000] [--technicians 20] [--tickets 100000] [--replies 1000000]
    [--open 5000] [--texts ../shared/data/it-tickets.csv.gz]

Works on the database of DATABASE_URL (as its superuser), or on the embedded one in DATA_DIR (10 000 tickets at most),
while the portal is stopped. Somebody must have registered before; everybody made here (seed1@people.example,
tech1@people.example and so on) has that person's password. It is one transaction: it is there whole or not at all.
Run it once: the same rows are made each time, and their addresses are taken then. --texts is a CSV file with a column
description; without it sentences are put together from a list of words.`

const { values } = parseArgs({
  options: {
    ...Object.fromEntries(
      Object.entries(wholeDesk).map(([name, most]) => [name, { type: 'string', default: String(most) }]),
    ),
    texts: { type: 'string', default: '../shared/data/it-tickets.csv.gz' },
    help: { type: 'boolean', default: false },
  },
}) as { values: Record<string, string | boolean | undefined> }
if (values.help) {
  console.log(usage)
  process.exit(0)
}

const size = Object.fromEntries(
  Object.entries(wholeDesk).map(([name, most]) => [name, sizeOf(name, most * 2)]),
) as unknown as DeskSize
const config = readConfig()
if (!config.database_url && size.tickets > 10_000)
  refuse('The embedded database takes 10 000 tickets at most: set --tickets and --replies, or DATABASE_URL.')
const file = String(values.texts)
if (!existsSync(file)) console.log(`${file} is not there: sentences are made up.`)
const database = await openDatabase(config)
try {
  const started = performance.now()
  const seconds = () => ((performance.now() - started) / 1_000).toFixed(1)
  await seedDesk(database, size, await readTexts(file), (step) =>
    console.log(`${seconds().padStart(7)} s  ${step}`),
  )
  console.log(`Made ${size.tickets} tickets with ${size.replies} replies in ${seconds()} s.`)
} finally {
  await database.close()
}

function sizeOf(name: string, most: number): number {
  const given = Number(values[name])
  if (Number.isInteger(given) && given >= 1 && given <= most) return given
  return refuse(`--${name} must be between 1 and ${most}.`)
}

function refuse(why: string): never {
  console.error(`${why}\n\n${usage}`)
  process.exit(64)
}
