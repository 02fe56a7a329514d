import { type Database, installationName } from '../database/index.ts'
import type { Log } from '../log/index.ts'
import { type FanOut, postgresFanOut, redisFanOut } from './fan-out.ts'
import type { LiveChange } from './live-change.ts'

/** What a process hears: changes; that some may have been missed; that it is about to leave. */
export type LiveSignal = { kind: 'changes'; changes: LiveChange[] } | { kind: 'resync' } | { kind: 'bye' }

/** Spreads what the dispatcher has handed out, within this process and to the others. */
export interface Live {
  /** Called after the commit of a batch. Each process hears it once, this one at once. */
  publish(batch: LiveChange[]): void
  subscribe(listener: (signal: LiveSignal) => void): () => void
  /** Whether Redis, where it is set, carries changes between processes. */
  redis(): 'ok' | 'degraded' | 'off'
  /** Says `bye` to all listeners; before the server closes. */
  close(): Promise<void>
}

export interface LiveOptions {
  database: Database
  redis_url?: string | null
  log: Pick<Log, 'info' | 'warn'>
  /** How often the connection between the processes is tried, in milliseconds. */
  pulse_ms?: number
}

/** Live updates: in memory; between processes by Redis when it is set and there, else by `notify` of PostgreSQL. */
export async function openLive({ database, redis_url, log, pulse_ms = 5_000 }: LiveOptions): Promise<Live> {
  const listeners = new Set<(signal: LiveSignal) => void>()
  const tell = (signal: LiveSignal) => {
    for (const listener of listeners) listener(signal)
  }
  const ears = {
    heard(text: string) {
      tell(text === resync ? { kind: 'resync' } : { kind: 'changes', changes: decode(text) })
    },
    recovered() {
      log.info({}, 'Live updates between processes work again')
      tell({ kind: 'resync' })
    },
  }
  const notified =
    database.kind === 'postgresql' ? await postgresFanOut(database, ears, { log, resync, pulse_ms }) : null
  const others: FanOut | null = redis_url
    ? await redisFanOut(redis_url, ears, {
        log,
        resync,
        owner: await installationName(database),
        otherwise: notified,
      })
    : notified

  return {
    publish(batch) {
      tell({ kind: 'changes', changes: batch })
      others?.send(encode(batch))
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    redis: () => (!redis_url ? 'off' : others?.is_ready() ? 'ok' : 'degraded'),
    async close() {
      tell({ kind: 'bye' })
      listeners.clear()
      await others?.close()
    },
  }
}

const resync = '"resync"'
/** A payload of `notify` is shorter than 8000 bytes; some are left for who sends it. */
const most = 7_900

type Wire = [
  number,
  string,
  string,
  number | null,
  number | null,
  LiveChange['audience'],
  number | null,
  number | null,
  string,
  0 | 1,
  0 | 1,
]

function encode(batch: LiveChange[]): string[] {
  const texts: string[] = []
  let text = ''
  for (const change of batch) {
    const row = JSON.stringify(rowOf(change))
    if (text && Buffer.byteLength(text) + Buffer.byteLength(row) + 2 > most) {
      texts.push(`[${text}]`)
      text = ''
    }
    text += text ? `,${row}` : row
  }
  return text ? [...texts, `[${text}]`] : texts
}

const rowOf = (change: LiveChange): Wire => [
  change.id,
  change.type,
  change.subject_type,
  change.subject_id,
  change.company_id,
  change.audience,
  change.requester_user_id ?? null,
  change.affects_user_id ?? null,
  change.created_at,
  change.for_everyone ? 1 : 0,
  change.keeps_rights ? 1 : 0,
]

function decode(text: string): LiveChange[] {
  return (JSON.parse(text) as Wire[]).map(
    ([
      id,
      type,
      subject_type,
      subject_id,
      company_id,
      audience,
      requester,
      affected,
      created_at,
      all,
      kept,
    ]) => ({
      id,
      type,
      subject_type,
      subject_id,
      company_id,
      audience,
      ...(requester !== null && { requester_user_id: requester }),
      ...(affected !== null && { affects_user_id: affected }),
      ...(all === 1 && { for_everyone: true as const }),
      ...(kept === 1 && { keeps_rights: true as const }),
      created_at,
    }),
  )
}
