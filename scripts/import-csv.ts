import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import { companiesApi } from '../modules/companies/contract.ts'
import { ticketsApi } from '../modules/tickets/contract.ts'
import { callerAt, Refused, signIn } from './import/caller.ts'
import { readRows, type TicketRow } from './import/rows.ts'

const usage = `Imports tickets from a CSV file through the API of a running portal.

  node scripts/import-csv.ts FILE --company NAME [--limit 500] [--url http://localhost:8000]

FILE has a header and the columns description (or body), subject (optional) and category (optional); .csv or .csv.gz.
Who imports: --email ADDRESS (the password is asked for, or taken from MYPORTAL_PASSWORD), or an API key in
MYPORTAL_API_KEY with the scopes companies.view, tickets.view, tickets.answer and tickets.configure.
It may be run again: a row that was imported in the last 24 hours is not imported twice.`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    company: { type: 'string' },
    url: { type: 'string', default: 'http://localhost:8000' },
    limit: { type: 'string', default: '1000000' },
    email: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
const [file] = positionals
const { company } = values
if (values.help || !file || !company) {
  console.log(usage)
  process.exit(values.help ? 0 : 64)
}

const base = values.url.replace(/\/$/, '')
const parallel = 8
const counts = { read: 0, imported: 0, refused: 0 }
const started = performance.now()

try {
  const credentials = await identify()
  const call = callerAt(base, () => credentials)
  const companyId = await findCompany(call, company)
  await importAll(call, companyId)
  show()
  process.stdout.write('\n')
  console.log(
    `${counts.imported} of ${counts.read} tickets imported into ${company}${counts.refused ? `, ${counts.refused} refused` : ''}.`,
  )
  process.exitCode = counts.refused > 0 ? 1 : 0
} catch (error) {
  console.error(`\n${(error as Error).message}`)
  process.exitCode = 1
}

type Call = ReturnType<typeof callerAt>

async function identify(): Promise<Record<string, string>> {
  const key = process.env.MYPORTAL_API_KEY
  if (key) return { authorization: `Bearer ${key}` }
  const email = values.email ?? (await ask('E-mail: '))
  return signIn(base, email, process.env.MYPORTAL_PASSWORD ?? (await ask('Password: ')))
}

async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await terminal.question(question)
  terminal.close()
  return answer.trim()
}

async function findCompany(call: Call, name: string): Promise<number> {
  const { items } = await call()(companiesApi.listCompanies, { query: { q: name, limit: 50 } })
  const found = items.find((one) => one.name.toLowerCase() === name.toLowerCase())
  if (!found) throw new Error(`There is no company called ${name}. Create it first.`)
  return found.id
}

/** A few rows at a time, in the file's order. */
async function importAll(call: Call, companyId: number): Promise<void> {
  const running = new Set<Promise<void>>()
  for await (const row of readRows(file ?? '', Number(values.limit))) {
    counts.read++
    const work = importOne(call, companyId, row).finally(() => running.delete(work))
    running.add(work)
    if (running.size >= parallel) await Promise.race(running)
  }
  await Promise.all(running)
}

async function importOne(call: Call, companyId: number, row: TicketRow): Promise<void> {
  const { number, category, ...ticket } = row
  const body = { ...ticket, company_id: companyId, is_silent: true, ...(category && { category }) }
  try {
    await call(keyOf(companyId, row))(ticketsApi.open, { body })
    counts.imported++
  } catch (error) {
    if (!(error instanceof Refused) || error.status === 401 || error.status === 403) throw error
    counts.refused++
    console.error(`\nRow ${number}: ${error.message}`)
  }
  if ((counts.imported + counts.refused) % 10 === 0) show()
}

/** The same row of the same file has the same key. */
function keyOf(companyId: number, row: TicketRow): string {
  const text = JSON.stringify([companyId, basename(file ?? ''), row])
  return createHash('sha256').update(text).digest('base64url').slice(0, 40)
}

function show(): void {
  const rate = counts.imported / ((performance.now() - started) / 1_000)
  process.stdout.write(`\r${counts.imported} imported, ${rate.toFixed(0)} a second   `)
}
