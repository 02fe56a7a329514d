import { sameBytes, sha256 } from '../crypto/index.ts'
import { type Database, inTransaction } from '../database/index.ts'
import { type ChainLink, followChain, type LaneHead, readHeads } from './verify-chain.ts'
import { firstSlippedIn } from './verify-strays.ts'

/** The first thing that is not as it was sealed. */
export interface BadSeal {
  lane: number | null
  sequence: number | null
  event_id: number | null
  /**
   * `changed`, `missing`, `inserted`: an event. `broken_chain`, `wrong_key`, `missing_seal`: a seal.
   * `unknown_key`: made by a secret that this portal was not given.
   */
  problem: 'changed' | 'missing' | 'inserted' | 'broken_chain' | 'wrong_key' | 'missing_seal' | 'unknown_key'
}

export interface Verified {
  /** Events that are as they were sealed. */
  checked: number
  /** Sealed events of months that were dropped. */
  expired: number
  first_bad: BadSeal | null
  /** The end of each lane's chain: a copy elsewhere shows a rewrite of the whole chain. */
  heads: LaneHead[]
}

export interface VerifyOptions {
  /** Instants between which events are compared; the chain of seals is always followed from `from` to its end. */
  from: Date
  to: Date
  signal?: AbortSignal
  /** Heads that were published before; each must still stand in its chain. */
  published?: readonly LaneHead[]
}

/**
 * Compares the stream with its seals: every event that was sealed in the time, the chain that holds them
 * together, and that nothing stands in the stream that was never handled. Read-only, in short transactions.
 */
export async function verifyEvents(database: Database, options: VerifyOptions): Promise<Verified> {
  const heads = await readHeads(database)
  const floors = await oldestMonths(database)
  const verified: Verified = { checked: 0, expired: 0, first_bad: null, heads }
  const note = (bad: BadSeal) => {
    verified.first_bad ??= bad
  }
  for (const head of heads) {
    await followChain(database, head, options, (link) => {
      const found = compare(link, floors)
      verified.checked += found.sound
      verified.expired += found.expired
      if (found.bad) note(found.bad)
      return found.bad === null
    })
    if (verified.first_bad) return verified
  }
  const slipped = await firstSlippedIn(database, options)
  if (slipped !== null) note({ lane: null, sequence: null, event_id: slipped, problem: 'inserted' })
  return verified
}

const bytesPerRow = 17

/** An event that is gone may be gone when its class has no month left that is as old. */
type Floors = readonly [standard: string | null, sign_in: string | null]

interface Compared {
  sound: number
  expired: number
  bad: BadSeal | null
}

function compare(link: ChainLink, floors: Floors): Compared {
  const { lane, sequence, event_ids, row_digests } = link
  const at = { lane, sequence, event_id: event_ids[0] ?? null }
  const rewritten = sameBytes(sha256(row_digests), link.digest) ? null : 'changed'
  const problem = link.problem ?? rewritten
  if (problem) return { sound: 0, expired: 0, bad: { ...at, problem } }
  if (link.found?.equals(row_digests)) return { sound: event_ids.length, expired: 0, bad: null }
  return compareRows(link, floors)
}

function compareRows(link: ChainLink, floors: Floors): Compared {
  const { lane, sequence, event_ids, row_digests } = link
  const there = new Map((link.found_ids ?? []).map((id, index) => [id, slice(link.found, index)]))
  const result: Compared = { sound: 0, expired: 0, bad: null }
  for (const [index, event_id] of event_ids.entries()) {
    const sealed = slice(row_digests, index)
    const state = stateOf(sealed, there.get(event_id), link.newest_at, floors)
    if (state === 'sound' || state === 'expired') result[state]++
    else return { ...result, bad: { lane, sequence, event_id, problem: state } }
  }
  return result
}

function stateOf(sealed: Buffer, found: Buffer | undefined, newestAt: string, floors: Floors) {
  if (found) return found.equals(sealed) ? 'sound' : 'changed'
  const floor = floors[sealed[0] === 0 ? 0 : 1]
  return floor && newestAt < floor ? 'expired' : 'missing'
}

const slice = (bytes: Buffer | null, index: number) =>
  bytes?.subarray(index * bytesPerRow, (index + 1) * bytesPerRow) ?? Buffer.alloc(0)

/** Where the oldest month that is kept begins, for each retention class. */
async function oldestMonths(database: Database): Promise<Floors> {
  const { rows } = await inTransaction(database, { role: 'portal_system', read_only: true }, (tx) =>
    tx.run<{ standard: string | null; sign_in: string | null }>(
      `select min(month) filter (where name like 'events_standard_%') as standard,
         min(month) filter (where name like 'events_sign_in_%') as sign_in
       from (select c.relname as name, to_date(right(c.relname, 6), 'YYYYMM')::timestamptz as month
         from pg_inherits i join pg_class c on c.oid = i.inhrelid
         where i.inhparent in ('events_standard'::regclass, 'events_sign_in'::regclass) and c.relname ~ '_[0-9]{6}$') m`,
    ),
  )
  return [rows[0]?.standard ?? null, rows[0]?.sign_in ?? null]
}
