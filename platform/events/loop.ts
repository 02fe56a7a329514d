import type { Log } from '../log/index.ts'

const pollMs = 1_000
/** Long enough to gather what many requests announce at once, too short to be noticed. */
const gatherMs = 5
/** Under load a pass begins this long after the one before, and finds more to do: most of its cost is its own. */
const paceMs = 25

interface LoopOptions {
  log: Pick<Log, 'info' | 'error'>
  /** One pass; `woken` when something is known to wait. */
  work: (woken: boolean) => Promise<void>
  /** After passes had failed, the first that did not. */
  recovered: () => Promise<void>
}

export interface Loop {
  start(): void
  /** Resolves when the pass at hand has ended. */
  stop(): Promise<void>
  wake(): void
  /** A pass that begins after this call; false when it failed. */
  turn(): Promise<boolean>
}

/** Passes one after another: soon after a wake-up, else every second. Nothing depends on a wake-up arriving. */
export function openLoop({ log, work, recovered }: LoopOptions): Loop {
  const state = { started: false, soon: false, failing: false, began: -paceMs }
  let timer: NodeJS.Timeout | undefined
  let last: Promise<void> = Promise.resolve()

  function plan(ms: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => void enqueue(), ms)
  }
  function enqueue(): Promise<void> {
    last = last.then(pass)
    return last
  }
  async function pass(): Promise<void> {
    const woken = state.soon
    state.soon = false
    state.began = performance.now()
    try {
      await work(woken)
      if (state.failing) await recovered()
      if (state.failing) log.info({}, 'Events are dispatched again')
      state.failing = false
    } catch (error) {
      if (!state.failing) log.error({ err: error }, 'Events cannot be dispatched; trying again every second')
      state.failing = true
    }
    if (state.started && !state.soon) plan(pollMs)
  }
  function wake(): void {
    if (!state.started || state.soon) return
    state.soon = true
    plan(Math.max(gatherMs, state.began + paceMs - performance.now()))
  }

  return {
    wake,
    start() {
      state.started = true
      wake()
    },
    async stop() {
      state.started = false
      clearTimeout(timer)
      await last
    },
    async turn() {
      state.soon = true
      await enqueue()
      return !state.failing
    },
  }
}
