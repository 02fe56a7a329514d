import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freshDatabase } from '../test/harness/database.ts'
import type { Person } from '../test/harness/person.ts'
import { memoryOf, say, setUp, startPortal, stop } from './house.ts'

/** The whole of tickets §9; fewer to try it. */
const whole = Number(process.env.BENCH_IMPORT_ROWS ?? 100_000)
const some = Math.min(10_000, Math.ceil(whole / 5))
const repliesOfEach = 10

interface Place {
  ada: Person
  company_id: number
  child: ChildProcess
}

/** Tickets out of files on PostgreSQL: how many a second, alone and with entries, empty and full; and the memory. */
export async function measureTicketImport(folder: string): Promise<void> {
  const { database: _, url, drop } = await freshDatabase()
  try {
    const portal = await startPortal({ DATABASE_URL: url ?? '', DATA_DIR: join(folder, 'tickets-import') })
    const ada = await setUp(portal.port)
    const { id } = await ada.post('/api/companies', { name: 'Acme' }).answers(201)
    const place = { ada, company_id: Number(id), child: portal.child }
    await imported(place, { rows: 500, replies: 0 })
    const idle = memoryOf(portal.child)

    const alone = await imported(place, { rows: some, replies: 0 })
    say('import, tickets alone', `${alone.rate.toFixed(0)}/s`, alone.rate >= 1_000, '≥ 1 000/s')
    const few = Math.ceil(some / 5)
    const said = await imported(place, { rows: few, replies: repliesOfEach })
    say('import, with 10 replies each', `${said.rate.toFixed(0)}/s`, said.rate >= 300, '≥ 300/s')
    const most = Math.max(alone.most, said.most)
    say('import, memory above idle', `${most - idle} MB`, most - idle <= 150, '≤ 150 MB')

    for (let rows = some + few; rows < whole; rows += 20_000)
      await imported(place, { rows: 20_000, replies: 0 })
    const full = await imported(place, { rows: some, replies: 0 })
    const ratio = full.rate / alone.rate
    const detail = `${ratio.toFixed(2)} (${full.rate.toFixed(0)}/s)`
    say(`import, at ${whole.toLocaleString('en')} tickets`, detail, ratio >= 0.7, '≥ 0.70')
    await stop(portal.child)
  } finally {
    await drop()
  }
}

let sources = 0

async function imported({ ada, company_id, child }: Place, what: { rows: number; replies: number }) {
  const source = `bench-${++sources}`
  const form = new FormData()
  form.append('source', source)
  form.append('mode', 'apply')
  form.append('company_id', String(company_id))
  form.append('file', new Blob([...linesOf(source, what)]), 'tickets.ndjson')
  const started = performance.now()
  const { id } = await ada.post('/api/tickets/imports', form).answers(202)
  for (let most = 0; ; await pause(50)) {
    most = Math.max(most, memoryOf(child))
    const now = await ada.get(`/api/tickets/imports/${id}`).answers(200)
    const status = String(now.status)
    if (status === 'queued' || status === 'running') continue
    if (Number(now.created) !== what.rows)
      throw new Error(`Imported ${now.created} of ${what.rows}: ${status}`)
    return { rate: what.rows / ((performance.now() - started) / 1_000), most }
  }
}

const words =
  'printer does not answer since the update of the server in the second floor please look at it'.split(' ')
const textOf = (n: number) =>
  Array.from({ length: 40 }, (_, at) => words[(n * 7 + at * 3) % words.length]).join(' ')

function* linesOf(source: string, { rows, replies }: { rows: number; replies: number }) {
  for (let n = 0; n < rows; n++) {
    const entries = Array.from({ length: replies }, (_, at) => ({
      id: at,
      side: at % 2 ? 'staff' : 'customer',
      is_internal: at % 4 === 3,
      author: { name: `Person ${n % 500}`, email: `person${n % 500}@acme.example` },
      body: textOf(n + at),
      created_at: '2024-05-06T07:08:09Z',
    }))
    const ticket = {
      id: `${source}-${n}`,
      subject: `Ticket ${n}`,
      body: textOf(n),
      created_at: '2024-05-05T07:08:09Z',
    }
    yield `${JSON.stringify({ ...ticket, category: `Category ${n % 12}`, entries })}\n`
  }
}
