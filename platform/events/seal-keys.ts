import type { Crypto } from '../crypto/index.ts'
import type { Database } from '../database/index.ts'

/** What seals are made and checked with: MACs under keys that the database does not hold. */
export type SealKeys = Pick<Crypto, 'macs'>

const keys = new WeakMap<Database, SealKeys>()

/** Says by which secret the events of a database are sealed, before anything is dispatched or verified. */
export function sealEventsBy(database: Database, crypto: SealKeys): void {
  keys.set(database, crypto)
}

/** Who dispatches must be able to seal: without a secret it does not begin. */
export function sealKeysOf(database: Database): SealKeys {
  const known = keys.get(database)
  if (!known) throw new Error('Nobody said by which secret events are sealed: call sealEventsBy')
  return known
}

/** The MACs of a seal, the current key's first. */
export function macsOfSeal(database: Database, seal: SealBody) {
  const { lane, sequence, before, event_ids, digest } = seal
  const text = JSON.stringify([
    lane,
    sequence,
    before?.toString('hex') ?? null,
    event_ids,
    digest.toString('hex'),
  ])
  return sealKeysOf(database).macs('event seal', text)
}

/** What the hash of a seal holds together: its place in the chain, the events, and how they were. */
export interface SealBody {
  lane: number
  sequence: number
  /** The hash of the seal before it; null for the first. */
  before: Buffer | null
  event_ids: number[]
  digest: Buffer
}
