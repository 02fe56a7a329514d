import { sameBytes } from '../crypto/index.ts'
import { type Database, inTransaction } from '../database/index.ts'
import { macsOfSeal } from './seal-keys.ts'
import type { BadSeal, VerifyOptions } from './verify.ts'

/** The newest seal of a lane, as it is published. */
export interface LaneHead {
  lane: number
  sequence: number
  /** Hex; null while the lane has no seal. */
  hash: string | null
}

/** A seal with what stands in the stream for it now. */
export interface ChainLink {
  lane: number
  sequence: number
  event_ids: number[]
  row_digests: Buffer
  digest: Buffer
  hash: Buffer
  key_id: string
  oldest_at: string
  newest_at: string
  found_ids: number[] | null
  found: Buffer | null
  problem: Extract<BadSeal['problem'], 'broken_chain' | 'wrong_key' | 'missing_seal' | 'unknown_key'> | null
}

const system = { role: 'portal_system', read_only: true } as const
const pageSize = 100

export async function readHeads(database: Database): Promise<LaneHead[]> {
  const { rows } = await inTransaction(database, system, (tx) =>
    tx.run<{ lane: number; sequence: number; hash: string | null }>(
      "select lane, sequence, encode(hash, 'hex') as hash from event_lanes order by lane",
    ),
  )
  return rows
}

/** Before the first seal that holds an event of the time: its place and its hash, from which the chain is followed. */
const before = `select s.sequence, s.hash from event_seals s where s.lane = $1 and s.sequence < coalesce(
    (select min(f.sequence) from event_seals f where f.lane = $1 and f.newest_at >= $2), 9007199254740991)
  order by s.sequence desc limit 1`

const page = `select s.lane, s.sequence, s.event_ids, s.row_digests, s.digest, s.hash, s.key_id, s.oldest_at, s.newest_at,
    e.found_ids, e.found
  from (select * from event_seals where lane = $1 and sequence > $2 and sequence <= $4 order by sequence limit ${pageSize}) s
  left join lateral (select array_agg(e.id order by e.id) as found_ids, string_agg(seal_of(e), ''::bytea order by e.id) as found
    from events e where e.id = any (s.event_ids) and e.created_at between s.oldest_at and s.newest_at
      and s.oldest_at <= $3) e on true
  order by s.sequence`

/** What is known of the seal before. */
type Last = Pick<ChainLink, 'sequence' | 'hash'> | undefined

/** Walks a lane's seals up to the head that was read first; `told` says whether to go on. */
export async function followChain(
  database: Database,
  head: LaneHead,
  options: VerifyOptions,
  told: (link: ChainLink) => boolean,
): Promise<void> {
  const [from, to] = [options.from.toISOString(), options.to.toISOString()]
  const published = new Map(
    (options.published ?? []).filter(({ lane }) => lane === head.lane).map((one) => [one.sequence, one.hash]),
  )
  let [last]: Last[] = await read<Pick<ChainLink, 'sequence' | 'hash'>>(database, before, [head.lane, from])
  for (let links = [], more = true; more; more = links.length > 0 && placeOf(last) < head.sequence) {
    options.signal?.throwIfAborted()
    links = await read<ChainLink>(database, page, [head.lane, placeOf(last), to, head.sequence])
    for (const link of links) {
      link.problem = problemOf(database, link, last) ?? contradiction(link, published)
      if (!isBeyond(link, options.to) && !told(link)) return
      last = link
    }
  }
  if (
    placeOf(last) !== head.sequence ||
    hexOf(last) !== head.hash ||
    Math.max(0, ...published.keys()) > head.sequence
  )
    told(nothingAt(head))
}

const hexOf = (last: Last) => last?.hash.toString('hex') ?? null

/** Later than what was asked about, and nothing wrong with the seal itself. */
const isBeyond = (link: ChainLink, to: Date) => link.problem === null && new Date(link.oldest_at) > to

const placeOf = (last: Last) => last?.sequence ?? 0

function problemOf(database: Database, link: ChainLink, last: Last): ChainLink['problem'] {
  if (link.sequence !== (last?.sequence ?? 0) + 1) return 'missing_seal'
  const macs = macsOfSeal(database, { ...link, before: last?.hash ?? null })
  const made = macs.find(({ key_id }) => key_id === link.key_id)
  if (!made) return 'unknown_key'
  return sameBytes(made.mac, link.hash) ? null : 'wrong_key'
}

/** What was published of this seal is not what stands here. */
function contradiction({ sequence, hash }: ChainLink, published: Map<number, string | null>) {
  const told = published.get(sequence)
  return told && told !== hash.toString('hex') ? ('broken_chain' as const) : null
}

const nothingAt = ({ lane, sequence }: LaneHead): ChainLink => ({
  lane,
  sequence,
  event_ids: [],
  row_digests: Buffer.alloc(0),
  digest: Buffer.alloc(0),
  hash: Buffer.alloc(0),
  key_id: '',
  oldest_at: '',
  newest_at: '',
  found_ids: null,
  found: null,
  problem: 'missing_seal',
})

async function read<Row extends object>(database: Database, text: string, values: unknown[]): Promise<Row[]> {
  const { rows } = await inTransaction(database, system, (tx) =>
    tx.run<Row & Record<string, unknown>>(text, values),
  )
  return rows
}
