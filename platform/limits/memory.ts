import { type Limit, type Rate, type Verdict, verdictOf } from './rate.ts'

/**
 * Sliding windows in this process. A window starts with a key's first request; the one before it counts
 * in proportion to how much of it still lies inside the last `seconds`. A refused request is not counted.
 */
export function memoryWindows(clock: () => number = () => performance.now()) {
  const tables = new Map<string, Table>()

  return {
    consume(limit: Limit, key: string, cost: number): Verdict {
      const now = clock()
      let table = tables.get(limit.name)
      if (table?.window !== limit.seconds * 1000) {
        table = newTable(limit, now)
        tables.set(limit.name, table)
      }
      return consumeFrom(windowOf(table, key, now), limit, cost, now)
    },
    clear: () => tables.clear(),
  }
}

interface Window {
  started_at: number
  current: number
  previous: number
}

/** Two generations: what was not asked for during a whole generation is forgotten with it, without timers. */
interface Table {
  window: number
  young: Map<string, Window>
  old: Map<string, Window>
  turn_at: number
}

// Bounds memory (about 30 MB a limit) when a flood comes from ever new addresses.
const generationSize = 100_000

function newTable(rate: Rate, now: number): Table {
  const window = rate.seconds * 1000

  return { window, young: new Map(), old: new Map(), turn_at: now + 2 * window }
}

function windowOf(table: Table, key: string, now: number): Window {
  if (now >= table.turn_at || table.young.size >= generationSize) turn(table, now)

  let window = table.young.get(key)
  if (!window) {
    window = table.old.get(key) ?? { started_at: now, current: 0, previous: 0 }
    table.young.set(key, window)
  }
  slide(window, table.window, now)
  return window
}

function turn(table: Table, now: number): void {
  table.old = table.young
  table.young = new Map()
  table.turn_at = now + 2 * table.window
}

function slide(window: Window, length: number, now: number): void {
  const elapsed = now - window.started_at
  if (elapsed < length) return

  const isNext = elapsed < 2 * length
  window.previous = isNext ? window.current : 0
  window.current = 0
  window.started_at = isNext ? window.started_at + length : now
}

function consumeFrom(window: Window, rate: Rate, cost: number, now: number): Verdict {
  const length = rate.seconds * 1000
  const elapsed = now - window.started_at
  const used = Math.floor(window.previous * (1 - (elapsed + 1) / length)) + window.current
  if (used + cost > rate.points) {
    return verdictOf(rate, false, rate.points - used, opensAt(window, rate, cost, length) - elapsed)
  }

  window.current += cost
  return verdictOf(rate, true, rate.points - used - cost, length - elapsed)
}

/** Milliseconds after the window's start at which `cost` fits, if nothing else comes. */
function opensAt(window: Window, rate: Rate, cost: number, length: number): number {
  const room = rate.points - cost - window.current
  if (room >= 0) return shrinksTo(room, window.previous, length)

  return length + shrinksTo(Math.max(0, rate.points - cost), window.current, length)
}

function shrinksTo(room: number, previous: number, length: number): number {
  return Math.max(0, Math.floor(length * (1 - (room + 1) / previous)))
}
