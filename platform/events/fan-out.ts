import { randomBytes } from 'node:crypto'
import { Redis } from 'ioredis'
import type { Database } from '../database/index.ts'
import type { Log } from '../log/index.ts'

/** From this process to the others. */
export interface FanOut {
  /** False while the connection is away. */
  is_ready(): boolean
  /** Sends to all others; whoever misses it because the connection is away is told to resync later. */
  send(texts: string[]): void
  close(): Promise<void>
}

interface Ears {
  heard(text: string): void
  /** Something may have been missed, and nothing is any more. */
  recovered(): void
}

interface FanOutOptions {
  log: Pick<Log, 'warn'>
  /** The text that tells others that they missed something. */
  resync: string
}

const newName = () => randomBytes(6).toString('base64url')

/**
 * By `notify live` beside the writing transactions. Every pulse is a message to oneself: one that does not
 * arrive until the next shows that the listening connection is lost, and a new one is made.
 */
export async function postgresFanOut(
  database: Database,
  ears: Ears,
  { log, resync, pulse_ms }: FanOutOptions & { pulse_ms: number },
): Promise<FanOut> {
  const me = newName()
  const state = { awaited: false, lost: false, owes: false, closed: false, busy: false, turn: 0 }
  let unlisten: (() => Promise<void>) | null = null
  let working: Promise<void> = Promise.resolve()

  function heard(payload: string): void {
    const [from, text] = parts(payload)
    if (from === me) state.awaited = false
    else if (text && !state.closed) ears.heard(text)
  }
  async function notify(texts: string[]): Promise<void> {
    const payloads = texts.map((text) => `${me} ${text}`)
    await database.pool.query("select pg_notify('live', t) from unnest($1::text[]) t", [payloads])
  }
  async function listen(): Promise<void> {
    await unlisten?.().catch(() => {})
    unlisten = null
    // What still arrives on the connection before has been given up, or it would be heard twice.
    const turn = ++state.turn
    unlisten = await database.listen('live', (payload) => {
      if (turn === state.turn) heard(payload)
    })
    if (state.lost) ears.recovered()
    Object.assign(state, { lost: false, awaited: false })
  }
  async function pulse(): Promise<void> {
    if (state.awaited) state.lost = true
    if (state.lost || !unlisten) await listen()
    state.awaited = true
    await notify(state.owes ? ['', resync] : [''])
    state.owes = false
  }
  await listen()
  const timer = setInterval(() => {
    if (state.busy) return
    state.busy = true
    working = pulse()
      .catch((error: unknown) => {
        if (!state.lost) log.warn({ err: error }, 'Live updates between processes are interrupted')
        state.lost = true
      })
      .finally(() => {
        state.busy = false
      })
  }, pulse_ms)

  return {
    is_ready: () => !state.lost,
    send(texts) {
      notify(texts).catch(() => {
        state.owes = true
      })
    },
    async close() {
      state.closed = true
      clearInterval(timer)
      // A pulse under way may just have begun to listen.
      await working
      await unlisten?.().catch(() => {})
    },
  }
}

/**
 * By Redis or Valkey, on two connections: one that listens can do nothing else. While it is away the others are told
 * by `notify` where the database can do that (api §8); all listen to both.
 */
export async function redisFanOut(
  url: string,
  ears: Ears,
  { log, resync, owner, otherwise }: FanOutOptions & { owner: string; otherwise: FanOut | null },
): Promise<FanOut> {
  const me = newName()
  // Two portals may share one Redis, and its database numbers mean nothing to channels.
  const channel = `myportal:${owner}:live`
  const state = { lost: false, owes: false }
  const listening = connect(url)
  const sending = connect(url)

  listening.on('message', (_: string, payload: string) => {
    const [from, text] = parts(payload)
    if (from !== me && text) ears.heard(text)
  })
  listening.on('close', () => {
    if (!state.lost) log.warn({}, 'Live updates between processes are interrupted')
    state.lost = true
  })
  listening.on('ready', () => {
    listening.subscribe(channel).then(
      () => {
        if (state.lost) ears.recovered()
        state.lost = false
      },
      () => listening.disconnect(true),
    )
  })
  sending.on('ready', () => {
    if (state.owes) send([resync])
  })
  function send(texts: string[]): void {
    state.owes = false
    for (const text of texts)
      sending.publish(channel, `${me} ${text}`).catch(() => {
        state.owes = true
        otherwise?.send([text])
      })
  }

  return {
    is_ready: () => sending.status === 'ready' && !state.lost,
    send,
    async close() {
      await otherwise?.close()
      listening.removeAllListeners('close')
      listening.disconnect()
      sending.disconnect()
    },
  }
}

function connect(url: string): Redis {
  // A unix: URL is a path to the client, with the database as its query.
  const client = new Redis(url.replace(/^unix:(\/\/)?/, ''), {
    enableOfflineQueue: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 2_000,
    retryStrategy: (times) => Math.min(times * 200, 2_000),
  })
  // Without a listener a lost connection would end the process.
  client.on('error', () => {})
  return client
}

function parts(payload: string): [string, string] {
  const space = payload.indexOf(' ')
  return [payload.slice(0, space), payload.slice(space + 1)]
}
