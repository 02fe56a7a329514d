import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { companiesApi } from '../modules/companies/contract.ts'
import { type TicketImport, ticketsApi } from '../modules/tickets/contract.ts'
import { callerAt, Refused, signIn } from './import/caller.ts'
import { deskParts } from './import/desk-file.ts'

const usage = `Imports the tickets of a CSV file into many companies, with replies, by the importer of a running portal.

  MYPORTAL_PASSWORD=… node scripts/import-desk.ts FILE --email ADDRESS [--companies 40] [--replies 10] [--limit 20000]
    [--source file-desk] [--url http://localhost:8000]

FILE has a header and the columns description (or body), subject (optional) and category (optional); .csv or .csv.gz.
--email is a super administrator's. Companies called "Imported 1", "Imported 2" and so on are made where they are missing;
what is said in the entries is taken from other rows. Run again, everything is skipped.`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    email: { type: 'string' },
    companies: { type: 'string', default: '40' },
    replies: { type: 'string', default: '10' },
    limit: { type: 'string', default: '20000' },
    source: { type: 'string', default: 'file-desk' },
    url: { type: 'string', default: 'http://localhost:8000' },
    help: { type: 'boolean', default: false },
  },
})
const [file] = positionals
const password = process.env.MYPORTAL_PASSWORD
if (values.help || !file || !values.email || !password) {
  console.log(usage)
  process.exit(values.help ? 0 : 64)
}

const base = values.url.replace(/\/$/, '')
const credentials = await signIn(base, values.email, password)
const call = callerAt(base, () => credentials)()
const companies = Array.from({ length: Number(values.companies) }, (_, at) => `Imported ${at + 1}`)
for (const name of companies) await ensure(name)

const total = { rows: 0, created: 0, updated: 0, skipped: 0, refused: 0 }
const started = performance.now()
const desk = { companies, replies: Number(values.replies) }
for await (const lines of deskParts(file, Number(values.limit), desk)) {
  const done = await importPart(lines)
  total.rows += done.rows_done
  for (const name of ['created', 'updated', 'skipped', 'refused'] as const) total[name] += done[name]
  for (const { line, message } of done.problems.slice(0, 5)) console.error(`Line ${line}: ${message}`)
  tell(`${done.status} part`)
}
tell('all')
process.exitCode = total.refused > 0 ? 1 : 0

async function ensure(name: string): Promise<void> {
  const { items } = await call(companiesApi.listCompanies, { query: { q: name, limit: 200 } })
  if (!items.some((one) => one.name === name)) await call(companiesApi.createCompany, { body: { name } })
}

async function importPart(lines: string[]): Promise<TicketImport> {
  const form = new FormData()
  form.append('source', values.source)
  form.append('mode', 'apply')
  form.append('file', new Blob(lines), 'desk.ndjson')
  const headers = { accept: 'application/json', ...credentials }
  const answer = await fetch(`${base}/api/tickets/imports`, { method: 'POST', headers, body: form })
  const begun = (await answer.json()) as TicketImport
  if (!answer.ok) throw new Refused(answer.status, begun as never)
  for (;;) {
    const now = await call(ticketsApi.readImport, { params: { import_id: begun.id } })
    if (now.finished_at) return now
    await pause(500)
  }
}

function tell(what: string): void {
  const seconds = (performance.now() - started) / 1_000
  const { rows, created, updated, skipped, refused } = total
  const counts = `${created} created, ${updated} updated, ${skipped} skipped, ${refused} refused`
  console.log(
    `${what}: ${rows} tickets in ${seconds.toFixed(1)} s (${(rows / seconds).toFixed(0)}/s): ${counts}`,
  )
}
