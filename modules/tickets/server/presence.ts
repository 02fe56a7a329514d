import { Redis } from 'ioredis'

/** Somebody of the desk who has a ticket open. */
export interface Present {
  user_id: number
  name: string
  state: 'viewing' | 'replying'
}

/** Who is at which ticket now: in memory, or in Redis for several processes; never in the database (tickets §4.4). */
export interface Presence {
  /** Says what somebody does; whether that differs from what was known. `left` forgets them. */
  put(ticketId: number, person: Omit<Present, 'state'>, state: Present['state'] | 'left'): Promise<boolean>
  here(ticketId: number): Promise<Present[]>
  close(): void
}

const forgottenAfterMs = 45_000

type Kept = Present & { at: number }

export function openPresence({ redis_url, owner }: { redis_url: string | null; owner: string }): Presence {
  const memory = memoryPresence()
  if (!redis_url) return memory
  const redis = redisPresence(redis_url, owner)
  const either = async <T>(from: (store: Presence) => Promise<T>): Promise<T> => {
    if (!redis.isReady()) return from(memory)
    return from(redis).catch(() => from(memory))
  }
  return {
    put: (ticketId, person, state) => either((store) => store.put(ticketId, person, state)),
    here: (ticketId) => either((store) => store.here(ticketId)),
    close() {
      redis.close()
      memory.close()
    },
  }
}

const isHere = ({ at }: Kept) => Date.now() - at < forgottenAfterMs
const shown = ({ user_id, name, state }: Kept): Present => ({ user_id, name, state })
const byName = (one: Present, other: Present) =>
  one.name.localeCompare(other.name) || one.user_id - other.user_id

function memoryPresence(): Presence {
  const tickets = new Map<number, Map<number, Kept>>()
  function sweep(): void {
    for (const [ticketId, people] of tickets) {
      for (const [userId, one] of people) if (!isHere(one)) people.delete(userId)
      if (people.size === 0) tickets.delete(ticketId)
    }
  }
  return {
    async put(ticketId, person, state) {
      sweep()
      const people = tickets.get(ticketId) ?? new Map<number, Kept>()
      const before = people.get(person.user_id)
      if (state === 'left') return people.delete(person.user_id)
      people.set(person.user_id, { ...person, state, at: Date.now() })
      tickets.set(ticketId, people)
      return before?.state !== state
    },
    async here(ticketId) {
      return [...(tickets.get(ticketId)?.values() ?? [])].filter(isHere).map(shown).sort(byName)
    },
    close: () => tickets.clear(),
  }
}

function redisPresence(url: string, owner: string): Presence & { isReady(): boolean } {
  const client = new Redis(url.replace(/^unix:(\/\/)?/, ''), {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: 500,
    connectTimeout: 2_000,
    retryStrategy: (times) => Math.min(times * 200, 2_000),
  })
  // Without a listener a lost connection would end the process.
  client.on('error', () => {})
  const keyOf = (ticketId: number) => `myportal:${owner}:presence:${ticketId}`
  const read = async (ticketId: number): Promise<Kept[]> =>
    Object.values(await client.hgetall(keyOf(ticketId)))
      .map((text) => JSON.parse(text) as Kept)
      .filter(isHere)
  return {
    isReady: () => client.status === 'ready',
    async put(ticketId, person, state) {
      const before = (await read(ticketId)).find(({ user_id }) => user_id === person.user_id)
      const field = String(person.user_id)
      if (state === 'left') {
        await client.hdel(keyOf(ticketId), field)
        return before !== undefined
      }
      await client
        .multi()
        .hset(keyOf(ticketId), field, JSON.stringify({ ...person, state, at: Date.now() }))
        .pexpire(keyOf(ticketId), 2 * forgottenAfterMs)
        .exec()
      return before?.state !== state
    },
    here: async (ticketId) => (await read(ticketId)).map(shown).sort(byName),
    close: () => client.disconnect(),
  }
}
