import type { Crypto, Sealed } from '../../../platform/crypto/index.ts'
import type { Database } from '../../../platform/database/index.ts'
import type { Outbound } from '../../../platform/outbound/index.ts'

/** What webhooks need beside the database; jobs find it by the database they work on. */
export interface House {
  database: Database
  crypto: Crypto
  outbound: Outbound
  portal_url: string
  /** What the environment says of Syncro. */
  given?: { base_url: string | null; api_key: string | null }
  /** How long the limit's minute is, and a second of waiting: shorter in tests. */
  syncro?: { window_ms: number; retry_unit_ms: number }
}

const houses = new WeakMap<Database, House>()

/** Makes webhooks possible on this database. */
export function openIntegrations(house: House): void {
  houses.set(house.database, house)
}

export function houseOf(database: Database): House {
  const house = houses.get(database)
  if (!house) throw new Error('Webhooks are not opened on this database')
  return house
}

const contextOf = (owner: string) => `integrations:${owner}`

export const seal = ({ crypto }: Pick<House, 'crypto'>, plain: string, owner: string): Sealed =>
  crypto.encrypt(plain, contextOf(owner))

export const unseal = (
  { crypto }: Pick<House, 'crypto'>,
  ciphertext: Buffer,
  keyId: string,
  owner: string,
): string => crypto.decrypt(ciphertext, keyId, contextOf(owner)).toString('utf8')
