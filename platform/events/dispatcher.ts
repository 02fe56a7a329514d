import { setTimeout as pause } from 'node:timers/promises'
import type { Database } from '../database/index.ts'
import type { Log } from '../log/index.ts'
import { onAnnounced } from './announce.ts'
import type { Consumer } from './consumers.ts'
import type { ScopeFor } from './feed.ts'
import type { LiveChange } from './live-change.ts'
import { openLoop } from './loop.ts'
import { sealKeysOf } from './seal-keys.ts'
import { openSweep } from './sweep.ts'

export interface DispatcherOptions {
  database: Database
  scopeFor: ScopeFor
  log: Pick<Log, 'info' | 'warn' | 'error'>
  /** Told of each batch after its commit: `live.publish`. */
  publish: (batch: LiveChange[]) => void
  /** How many lanes are handled at once; 1 on the embedded database, else 2. */
  lanes?: number
  /** All registered ones, unless stated. */
  consumers?: readonly Consumer[]
}

export interface Dispatcher {
  start(): Promise<void>
  /** Ends after the batch at hand. */
  stop(): Promise<void>
  /** Something was announced: look soon, do not wait for the poll. */
  wake(): void
  /** Resolves when everything announced so far, and what it caused, was handed to the consumers. */
  idle(): Promise<void>
}

/** Hands events from the outbox to the consumers (events §4, Dispatching). Any number may run on one database. */
export function openDispatcher(options: DispatcherOptions): Dispatcher {
  const { database, log } = options
  let stopping = false
  let deafen = () => {}
  let unlisten: (() => Promise<void>) | null = null
  const sweep = openSweep(options, () => stopping)
  const loop = openLoop({ log, work: sweep.pass, recovered: hear })

  /** Other processes wake this one by `notify events`; a lost connection costs a second of delay at most. */
  async function hear(): Promise<void> {
    if (database.kind !== 'postgresql' || stopping) return
    await unhear()
    unlisten = await database.listen('events', loop.wake)
  }
  async function unhear(): Promise<void> {
    await unlisten?.().catch(() => {})
    unlisten = null
  }

  return {
    wake: loop.wake,
    async start() {
      sealKeysOf(database)
      stopping = false
      deafen = onAnnounced(loop.wake)
      await hear()
      await sweep.ready()
      loop.start()
    },
    async stop() {
      stopping = true
      deafen()
      await loop.stop()
      await unhear()
    },
    async idle() {
      // While another dispatcher holds a lane, there is nothing to do here but to look again.
      while ((await loop.turn()) && !stopping && (await sweep.peek()).waiting) await pause(5)
    },
  }
}
