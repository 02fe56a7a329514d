import { boot } from '../client/boot.ts'
import { randomKey } from '../client/random-key.ts'
import type { Change } from './stream.ts'
import { openStream } from './stream.ts'

type Message =
  | { kind: 'want'; tab: string; topics: string[] }
  | { kind: 'who' }
  | { kind: 'change'; change: Change }
  | { kind: 'resync' }
  | { kind: 'state'; open: boolean }

interface Ear {
  change: (change: Change) => void
  resync: () => void
  state: (open: boolean) => void
}

const me = randomKey()

/**
 * All tabs of one person share one stream: the tab that holds the lock opens it and tells the others.
 * Where the browser has no locks (plain http on a network), each tab opens its own.
 */
export function joinTabs(ear: Ear): (topics: readonly string[]) => void {
  const name = `myportal-live-${boot.session?.session.user_id}-${boot.session?.company?.id ?? 0}`
  const channel = new BroadcastChannel(name)
  const wanted = new Map<string, readonly string[]>()
  let leads = false
  let close: (() => void) | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  function hear(message: Message) {
    if (message.kind === 'change') ear.change(message.change)
    if (message.kind === 'resync') ear.resync()
    if (message.kind === 'state') ear.state(message.open)
  }
  function tell(message: Message) {
    channel.postMessage(message)
    hear(message)
  }
  function reopen() {
    clearTimeout(timer)
    timer = setTimeout(() => {
      const topics = [...new Set([...wanted.values()].flat())].sort(nounsFirst).slice(0, 50)
      let before = close
      const endBefore = () => {
        before?.()
        before = undefined
      }
      close = undefined
      if (topics.length === 0) return endBefore()
      const stop = openStream(topics, streamTo(tell, endBefore))
      close = () => {
        endBefore()
        stop()
      }
    }, 200)
  }
  function want(tab: string, topics: readonly string[]) {
    if (String(wanted.get(tab) ?? '') === String(topics)) return
    if (topics.length > 0) wanted.set(tab, topics)
    else wanted.delete(tab)
    if (leads) reopen()
  }

  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data.kind === 'want') want(data.tab, data.topics)
    else if (data.kind === 'who') announce()
    else hear(data)
  }
  function announce() {
    channel.postMessage({ kind: 'want', tab: me, topics: [...(wanted.get(me) ?? [])] } satisfies Message)
  }
  addEventListener('pagehide', () => {
    channel.postMessage({ kind: 'want', tab: me, topics: [] } satisfies Message)
  })

  lead(() => {
    leads = true
    channel.postMessage({ kind: 'who' } satisfies Message)
    reopen()
  }, name)

  return (topics) => {
    want(me, topics)
    announce()
  }
}

/** A stream hears 50 topics: with more, some single things are left out rather than whole lists. */
const nounsFirst = (one: string, other: string): number =>
  Number(one.includes(':')) - Number(other.includes(':')) || one.localeCompare(other)

/** The server gathers changes for a moment: the stream before ends when it has sent them, so that none falls between. */
const overlapMs = 1_000

const streamTo = (tell: (message: Message) => void, endBefore: () => void) => ({
  change: (change: Change) => tell({ kind: 'change', change }),
  resync: () => tell({ kind: 'resync' }),
  state: (open: boolean) => {
    if (open) setTimeout(endBefore, overlapMs)
    tell({ kind: 'state', open })
  },
})

function lead(start: () => void, name: string) {
  if (!navigator.locks) return start()
  // The lock is held until the tab goes away: the promise never ends.
  void navigator.locks.request(name, () => {
    start()
    return new Promise(() => {})
  })
}
