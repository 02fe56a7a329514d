import { problem } from '../contract/problems.ts'
import { changesRights, type Live, type LiveChange } from '../events/index.ts'
import type { Caller } from './gate.ts'
import { type LiveStream, newStream } from './live-stream.ts'

export interface LiveTiming {
  /** Changes of one thing within this time are one message. */
  gather_ms: number
  comment_ms: number
  life_ms: number
  stall_ms: number
}

const perSession = 10
const perUser = 50

/** All streams of this process. */
export interface LiveRoom {
  /** Takes a place for the caller; 429 when they have too many. */
  admit(caller: Caller): { stream: LiveStream; leave(): void }
  count(): number
}

/** Spreads what the process hears over its streams: gathered, and rights before all else. */
export function openRoom(live: Live, timing: LiveTiming): LiveRoom {
  const streams = new Set<LiveStream>()
  const places = new Map<string, number>()
  const lately = shortMemory()
  const gather = gatherer(timing.gather_ms, (changes) => {
    for (const change of changes) for (const stream of streams) stream.tell(change)
    lately.keep(changes)
  })
  let ticker: NodeJS.Timeout | undefined
  let isLeaving = false

  live.subscribe((signal) => {
    if (signal.kind === 'changes') return signal.changes.forEach(take)
    isLeaving ||= signal.kind === 'bye'
    for (const stream of streams) {
      if (signal.kind === 'bye') stream.end('bye')
      else stream.resync()
    }
  })
  function take(change: LiveChange): void {
    if (changesRights(change)) endConcerned(change)
    gather(change)
  }
  function endConcerned(change: LiveChange): void {
    for (const stream of streams) if (concerns(change, stream)) stream.end('rights')
  }
  function tick(): void {
    const oldest = Date.now() - timing.life_ms
    for (const stream of streams) {
      if (stream.opened_at < oldest) stream.end('rights')
      else stream.comment()
    }
  }
  function move(keys: string[], by: number): void {
    for (const key of keys) {
      const count = (places.get(key) ?? 0) + by
      if (count > 0) places.set(key, count)
      else places.delete(key)
    }
  }

  return {
    admit(caller) {
      const own = caller.session ? `session:${caller.session.id}` : caller.limit_key
      const user = `user:${caller.user_id ?? caller.limit_key}`
      if ((places.get(own) ?? 0) >= perSession || (places.get(user) ?? 0) >= perUser)
        throw problem('too_many_streams', { members: { retry_after: 5 } })
      const stream = newStream(caller)
      for (const change of lately.kept()) stream.tell(change)
      move([own, user], 1)
      streams.add(stream)
      // Who comes back before the server is gone must not keep it from leaving.
      if (isLeaving) stream.end('bye')
      ticker ??= setInterval(tick, timing.comment_ms).unref()
      return {
        stream,
        leave() {
          if (!streams.delete(stream)) return
          move([own, user], -1)
          stream.forget()
          if (streams.size > 0) return
          clearInterval(ticker)
          ticker = undefined
        },
      }
    },
    count: () => streams.size,
  }
}

/**
 * A key's rights are those of who came with it. Where it is not said whose rights changed, everybody who may be
 * concerned comes back and is asked anew.
 */
function concerns(change: LiveChange, stream: LiveStream): boolean {
  if (change.subject_type === 'api_key') return change.subject_id === stream.api_key_id
  if (change.affects_user_id !== undefined) return change.affects_user_id === stream.user_id
  if (change.subject_type === 'session' && change.subject_id !== null)
    return change.subject_id === stream.session_id
  return stream.isIn(change.company_id)
}

const rememberedMs = 3_000
const mostRemembered = 200

/** The events of the last moments: who reads a page and listens then has missed none of them. */
function shortMemory() {
  let told: { at: number; change: LiveChange }[] = []
  return {
    keep(changes: LiveChange[]) {
      const at = Date.now()
      const events = changes.filter(({ id }) => id > 0)
      told = [...told, ...events.map((change) => ({ at, change }))].slice(-mostRemembered)
    },
    kept() {
      const oldest = Date.now() - rememberedMs
      return told.filter(({ at }) => at >= oldest).map(({ change }) => change)
    },
  }
}

/** Gathers changes of one thing, for one audience, into the newest of them. */
function gatherer(ms: number, flush: (changes: LiveChange[]) => void) {
  const held = new Map<string, LiveChange>()
  let isPlanned = false
  return (change: LiveChange) => {
    const { subject_type, subject_id, company_id, audience, requester_user_id } = change
    const key = [subject_type, subject_id, company_id, audience, requester_user_id].join(':')
    const before = held.get(key)
    if (!before || before.id < change.id) held.set(key, change)
    if (isPlanned) return
    isPlanned = true
    setTimeout(() => {
      isPlanned = false
      const changes = [...held.values()]
      held.clear()
      flush(changes)
    }, ms)
  }
}
