import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { houseScope } from '../../modules/companies/server/index.ts'
import type { Database } from '../../platform/database/index.ts'
import { type LaneHead, replayEvents } from '../../platform/events/index.ts'
import { verifyNow } from '../../platform/jobs/index.ts'
import type { Log } from '../../platform/log/index.ts'
import { Refused } from '../../platform/refused.ts'
import { withPortal } from './with-portal.ts'

const usage =
  'myportal events verify [--publish FILE] [--from TIME] [--to TIME] | replay --consumer NAME --from TIME'

/** `myportal events …`: compares the stream with its seals, or feeds a consumer again. */
export async function events([verb, ...args]: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      publish: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      consumer: { type: 'string' },
    },
  })
  if (verb === 'verify') return withPortal(({ log }, database) => verify(database, log, values))
  if (verb === 'replay' && values.consumer && values.from) {
    const { consumer, from } = values
    const time = timeOf(from)
    return withPortal((_, database) => replay(database, consumer, time))
  }
  throw new Refused(usage, 64)
}

interface Asked {
  publish?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

/** Ends with 1 when something is not as it was sealed. */
async function verify(database: Database, log: Log, { publish, from, to }: Asked): Promise<void> {
  const published = publish ? readPublished(publish) : []
  const { checked, expired, first_bad, heads } = await verifyNow(database, {
    from: from ? timeOf(from) : new Date(0),
    to: to ? timeOf(to) : new Date(),
    published,
    log,
  })
  console.log(`${checked} events are as they were sealed; ${expired} have expired.`)
  if (first_bad) {
    const { problem, event_id, lane, sequence } = first_bad
    console.log(`Not so: ${problem}, event ${event_id ?? '-'}, lane ${lane ?? '-'}, seal ${sequence ?? '-'}`)
    process.exitCode = 1
  } else if (publish) appendFileSync(publish, `${JSON.stringify({ at: new Date().toISOString(), heads })}\n`)
}

/** Each line of the file holds the heads of one run; what it says must still stand in the chains. */
function readPublished(file: string): LaneHead[] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  return lines.flatMap((line) => (JSON.parse(line) as { heads: LaneHead[] }).heads)
}

async function replay(database: Database, consumer: string, from: Date): Promise<void> {
  const { handed, failed } = await replayEvents(database, {
    consumer,
    from,
    scopeFor: (tx, company_id, caused_by) => houseScope(tx, { company_id, caused_by }),
  })
  console.log(`${handed} events were handed to ${consumer} again.`)
  if (failed > 0) console.log(`${failed} of them failed; a running portal tries these again.`)
}

function timeOf(text: string): Date {
  const time = new Date(text)
  if (Number.isNaN(time.getTime())) throw new Refused(`${text} is not a time like 2026-11-20T22:30:00Z`, 64)
  return time
}
