import type { FastifyReply } from 'fastify'
import type { Live, LiveChange } from '../events/index.ts'
import { platformApi } from './contract.ts'
import type { Gate } from './gate.ts'
import { asRefusedTopic, byAccess, type Ear, earFor, hears, readWishes, type Wish } from './live-ears.ts'
import { missedSince } from './live-replay.ts'
import { type LiveTiming, openRoom } from './live-room.ts'
import { openWriter } from './live-writer.ts'
import { type OwnCall, type Routes, sent } from './route.ts'

export interface ServeLiveOptions {
  live: Live
  /** Asked once for each access word that the topics need. */
  gate: Gate
  timing?: Partial<LiveTiming>
}

const usual: LiveTiming = { gather_ms: 100, comment_ms: 25_000, life_ms: 3_600_000, stall_ms: 30_000 }

type LiveCall = OwnCall<undefined, NonNullable<typeof platformApi.live.query>>

/**
 * GET /api/live (api §4.13): says that something changed, never what. A stream holds no transaction and no
 * connection. `live.close()` says `bye` to all of them: call it before the server closes.
 */
export function serveLive(routes: Routes, { live, gate, timing }: ServeLiveOptions): { count(): number } {
  const times = { ...usual, ...timing }
  const room = openRoom(live, times)

  routes.own(platformApi.live, async (call) => {
    const wishes = readWishes(call.query.topics)
    const { reply } = call.raw
    // A place is taken, and what happens is kept, before rights are read: nothing falls between.
    const { stream, leave } = room.admit(call.caller)
    reply.raw.once('close', leave)
    try {
      const heard = await listen(call, gate, wishes)
      if (reply.raw.closed) leave()
      begin(reply)
      if (call.raw.request.raw.method === 'HEAD') reply.raw.end()
      else stream.open(openWriter(reply.raw, times), heard.ears, heard.missed)
    } catch (error) {
      leave()
      throw error
    }
    return sent
  })
  return { count: room.count }
}

interface Heard {
  ears: Ear[]
  missed: LiveChange[] | null
}

/** Asks what of the wishes may be heard, and reads what was missed, each by the access that its topics need. */
async function listen(call: LiveCall, gate: Gate, wishes: Wish[]): Promise<Heard> {
  const lastId = lastIdOf(call)
  const ask = {
    endpoint: 'GET /live',
    credential: call.credential,
    request_id: call.request_id,
    origin: call.origin,
    read_only: true,
    restricted: [],
  }
  const heard: Heard = { ears: [], missed: [] }
  for (const group of byAccess(wishes)) {
    const listenAs = async (scope: Parameters<typeof earFor>[0]): Promise<Heard> => {
      const ears: Ear[] = []
      for (const wish of group.wishes) ears.push(await earFor(scope, wish))
      const subjects = group.wishes.map(({ topic }) => topic.subject)
      return { ears, missed: lastId === null ? [] : await missedSince(scope, lastId, subjects) }
    }
    const part = await gate
      .enter({ ...ask, access: group.access }, () => {}, listenAs)
      .catch((error) => {
        throw asRefusedTopic(error, group.wishes)
      })
    heard.ears.push(...part.ears)
    heard.missed = joined(heard.missed, part)
  }
  return heard
}

function joined(before: LiveChange[] | null, { ears, missed }: Heard): LiveChange[] | null {
  if (before === null || missed === null) return null
  const audible = missed.filter((change) => ears.some((ear) => hears(ear, change)))
  const known = new Set(before.map(({ id }) => id))
  return [...before, ...audible.filter(({ id }) => !known.has(id))].sort((a, b) => a.id - b.id)
}

/** The newest id that the caller has seen; 0, which nobody has, for one that is no id: they must resync. */
function lastIdOf({ query, raw }: LiveCall): number | null {
  const given = raw.request.headers['last-event-id'] ?? query.last_event_id
  if (given === undefined || given === '') return null
  return typeof given === 'string' && /^\d{1,15}$/.test(given) ? Number(given) : 0
}

/** From here on the answer is ours: what hooks do to it, as compressing, would hold messages back. */
function begin(reply: FastifyReply): void {
  reply.hijack()
  reply.raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  reply.raw.write(`retry: ${2_000 + Math.floor(Math.random() * 3_000)}\n\n`)
}
