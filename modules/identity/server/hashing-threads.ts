import { Worker } from 'node:worker_threads'
import type { HashingAnswer, HashingTask } from './hashing-thread.ts'

interface Thread {
  worker: Worker
  done: (answer: HashingAnswer) => void
}

/** Of this process: as many as were ever busy at once. */
const idle: Thread[] = []

/** Hashes beside the portal's own thread. An idle one keeps no process alive. */
export async function onThread(task: HashingTask): Promise<string | boolean> {
  const thread = idle.pop() ?? openThread()
  thread.worker.ref()
  const answer = await new Promise<HashingAnswer>((resolve) => {
    thread.done = resolve
    thread.worker.postMessage(task)
  })
  if ('error' in answer) throw new Error(answer.error)
  return answer.value
}

function openThread(): Thread {
  const worker = new Worker(new URL('./hashing-thread.ts', import.meta.url))
  const thread: Thread = { worker, done: () => {} }
  worker.on('message', (answer: HashingAnswer) => {
    worker.unref()
    idle.push(thread)
    thread.done(answer)
  })
  // What ends it (memory, as a rule) is told to whoever waits; the next one gets a new thread.
  const lost = (why: string) => {
    const place = idle.indexOf(thread)
    if (place >= 0) idle.splice(place, 1)
    thread.done({ error: `Hashing ended: ${why}` })
  }
  worker.on('error', (error: Error) => lost(error.message))
  worker.on('exit', (code) => lost(`exit ${code}`))
  return thread
}
