import type { Database } from '../database/index.ts'
import { onAnnounced } from './announce.ts'

const atMostEveryMs = 20

/**
 * For a process that announces but has no dispatcher: wakes those of others, after the commit, by at most one
 * `notify events` per 20 ms beside the writing transactions. A lost one costs a second, so failures are let go.
 */
export function openWaker({ database }: { database: Database }): { stop(): void } {
  let timer: NodeJS.Timeout | undefined
  const send = () => {
    timer = undefined
    database.pool.query('notify events').catch(() => {})
  }
  const deafen = onAnnounced(() => {
    timer ??= setTimeout(send, atMostEveryMs)
  })
  return {
    stop() {
      deafen()
      clearTimeout(timer)
    },
  }
}
