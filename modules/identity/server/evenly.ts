import { setTimeout as pause } from 'node:timers/promises'

/** Answers no sooner than after so many milliseconds (and up to 20 more), however it ended: time must not tell. */
export async function evenly<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
  const due = performance.now() + milliseconds + Math.random() * 20
  try {
    return await work()
  } finally {
    await pause(Math.max(0, due - performance.now()))
  }
}
