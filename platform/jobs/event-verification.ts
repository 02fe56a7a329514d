import { notFound } from '../contract/problems.ts'
import { Id, Time, z } from '../contract/schema.ts'
import { type Database, inTransaction, type Scope, withRole } from '../database/index.ts'
import { announce, defineEvent, type Verified, type VerifyOptions, verifyEvents } from '../events/index.ts'
import type { Log } from '../log/index.ts'
import { enqueue } from './enqueue.ts'
import { defineJob } from './registry.ts'

const range = { from_at: Time, to_at: Time }
const bad = {
  lane: z.nullable(z.int()),
  sequence: z.nullable(z.int()),
  event_id: z.nullable(z.int()),
  problem: z.string(),
}
const sampleRange = { from_at: '2026-11-19T02:30:00.000Z', to_at: '2026-11-20T03:30:00.000Z' }

const verificationRequested = defineEvent({
  type: 'events.verification_requested',
  subject: 'event_verification',
  audience: 'provider',
  label: 'A check of the event log was asked for',
  data: z.object(range),
  sample: sampleRange,
})

/** With `first_bad` the stream is not as it was sealed: super administrators are told. */
export const eventsVerified = defineEvent({
  type: 'events.verified',
  subject: 'event_verification',
  audience: 'provider',
  label: 'The event log was compared with its seals',
  data: z.object({ ...range, checked: z.int(), expired: z.int(), first_bad: z.nullable(z.object(bad)) }),
  sample: { ...sampleRange, checked: 4_200, expired: 0, first_bad: null },
})

export interface Verification {
  id: number
  from_at: string
  to_at: string
  status: 'queued' | 'running' | 'done' | 'failed'
  checked: number
  expired: number
  first_bad: Verified['first_bad']
  created_at: string
  finished_at: string | null
}

const system = { role: 'portal_system' } as const

const verifyJob = defineJob({
  name: 'events.verify',
  data: z.object({ event_verification_id: Id }),
  kind: 'outside',
  retries: 2,
  retry_delay_seconds: 30,
  expire_seconds: 3_600,
  concurrency: 1,
  run: async ({ data, database, log, signal }) => {
    await carryOut(database, data.event_verification_id, { log, signal })
  },
})

/** Asks for a comparison of the events of a time; a job makes it. */
export async function askVerification(
  scope: Scope,
  { from, to }: { from: string; to: string },
): Promise<Verification> {
  const asked = await withRole(scope, 'portal_system', async () => {
    const { rows } = await scope.tx.run<Row>(
      `insert into event_verifications (from_at, to_at) values ($1, $2) ${told}`,
      [from, to],
    )
    return only(rows)
  })
  await enqueue(scope, verifyJob, { event_verification_id: asked.id })
  await announce(scope, verificationRequested, {
    subject_id: asked.id,
    company_id: null,
    data: { from_at: asked.from_at, to_at: asked.to_at },
  })
  return asked
}

export const readVerification = (scope: Scope, id: number): Promise<Verification> =>
  withRole(scope, 'portal_system', async () => {
    const { rows } = await scope.tx.run<Row>(`select ${columns} from event_verifications where id = $1`, [id])
    return only(rows)
  })

/** The house's own question, at night and from the command line; its answer is an event, too. */
export async function verifyNow(
  database: Database,
  { log, ...options }: VerifyOptions & { log: Pick<Log, 'info' | 'error'> },
): Promise<Verified> {
  const id = await inTransaction(database, system, async ({ run }) => {
    const values = [options.from.toISOString(), options.to.toISOString()]
    const { rows } = await run<Row>(
      `insert into event_verifications (from_at, to_at) values ($1, $2) ${told}`,
      values,
    )
    return only(rows).id
  })
  return carryOut(database, id, { log, ...options })
}

type Row = Verification & Record<string, unknown>
const columns = 'id, from_at, to_at, status, checked, expired, first_bad, created_at, finished_at'
const told = `returning ${columns}`

function only(rows: Verification[]): Verification {
  const [row] = rows
  if (!row) throw notFound()
  return row
}

async function carryOut(
  database: Database,
  id: number,
  { log, ...options }: Partial<VerifyOptions> & { log: Pick<Log, 'info' | 'error'> },
): Promise<Verified> {
  const asked = await inTransaction(database, system, async ({ run }) =>
    only(
      (await run<Row>(`update event_verifications set status = 'running' where id = $1 ${told}`, [id])).rows,
    ),
  )
  const time = { from: new Date(asked.from_at), to: new Date(asked.to_at) }
  try {
    const verified = await verifyEvents(database, { ...options, ...time })
    await keepAnswer(database, asked, verified)
    log.info({ ...asked, ...verified }, 'The events were compared with their seals')
    const { first_bad } = verified
    if (first_bad) log.error({ ...first_bad, alarm: 'seal_broken' }, 'The event log was tampered with')
    return verified
  } catch (error) {
    const failing = "update event_verifications set status = 'failed', finished_at = now() where id = $1"
    await inTransaction(database, system, (tx) => tx.run(failing, [id]))
    throw error
  }
}

const answering = `update event_verifications set status = 'done', checked = $2, expired = $3, first_bad = $4,
  finished_at = now() where id = $1`

async function keepAnswer(database: Database, asked: Verification, verified: Verified): Promise<void> {
  const { checked, expired, first_bad } = verified
  const { id, from_at, to_at } = asked
  await inTransaction(database, system, async (tx) => {
    await tx.run(answering, [id, checked, expired, first_bad && JSON.stringify(first_bad)])
    const by = { tx, actor: { kind: 'system', id: null }, impersonator_id: null, caused_by: null } as const
    const request_id = `verification-${id}`
    await announce({ ...by, request_id, origin: { ip: null, user_agent: null } }, eventsVerified, {
      subject_id: id,
      company_id: null,
      data: { from_at, to_at, checked, expired, first_bad },
    })
  })
}
