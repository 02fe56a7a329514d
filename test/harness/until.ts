import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'

/** Looks again and again until it holds; the test fails when it does not within the time. Gives back what was found. */
export async function until<T>(look: () => Promise<T> | T, within = 30_000): Promise<T> {
  const started = performance.now()
  for (;;) {
    const found = await look()
    if (found) return found
    assert.ok(performance.now() - started < within, `It did not come true within ${within} ms`)
    await pause(5)
  }
}
