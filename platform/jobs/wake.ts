import type { Database } from '../database/index.ts'

/** The channel on which processes without a worker tell the others that a job waits. */
export const channel = 'portal_jobs'

const workers = new WeakMap<Database, Set<() => void>>()
const told = new WeakSet<Database>()

/** Registers a worker of this process; gives back how to take it out again. */
export function onEnqueued(database: Database, wake: () => void): () => void {
  const here = workers.get(database) ?? new Set()
  workers.set(database, here.add(wake))
  return () => void here.delete(wake)
}

/**
 * After a commit: wakes the worker of this process, or tells the others at most once in 20 ms, from a side
 * connection. Nothing depends on its arriving, since workers also poll.
 */
export function wakeWorkers(database: Database): void {
  const here = workers.get(database)
  if (here?.size) for (const wake of here) wake()
  else if (database.kind === 'postgresql') tellOthers(database)
}

function tellOthers(database: Database): void {
  if (told.has(database)) return
  told.add(database)
  setTimeout(() => {
    told.delete(database)
    database.pool.query(`notify ${channel}`).catch(() => {})
  }, 20).unref()
}
