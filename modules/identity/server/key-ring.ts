import { problem } from '../../../platform/contract/problems.ts'
import type { Crypto } from '../../../platform/crypto/index.ts'
import { type Database, inTransaction } from '../../../platform/database/index.ts'
import { type SigningKeyRow, selectPublished } from './signing-key.queries.ts'
import { openPrivate, openPublic } from './signing-key.ts'

interface Verifier {
  algorithm: string
  key: CryptoKey
}

interface Signer extends Verifier {
  kid: string
}

/** The signing keys of this process, read again when they are older than a minute or an unknown one turns up. */
export interface KeyRing {
  /** The key that signs now; `kid` is what the database calls current. 503 `unavailable` when it does not open. */
  signer(kid: string | null): Promise<Signer>
  /** What verifies tokens of this key; null for a key that is not published. */
  verifier(kid: string): Promise<Verifier | null>
  /** Whether there is a current key, and it opens. */
  isSound(): Promise<boolean>
}

interface Loaded {
  at: number
  current: string | null
  signer: Signer | null
  verifiers: Map<string, Verifier>
}

const oldestMs = 60_000
const unknownMs = 1_000

/** Called outside of transactions only: the embedded database has one connection. */
export function openKeyRing(
  database: Database,
  crypto: Crypto,
  log: { error(data: object, message: string): void },
): KeyRing {
  let loading: Promise<Loaded> | null = null
  let loaded: Loaded | null = null

  async function load(): Promise<Loaded> {
    const rows = await inTransaction(database, { role: 'portal_identity', read_only: true }, selectPublished)
    const verifiers = new Map<string, Verifier>()
    for (const row of rows) verifiers.set(row.kid, { algorithm: row.algorithm, key: await openPublic(row) })
    const current = rows.find(({ status }) => status === 'current')
    const signer = current ? await signerOf(current) : null
    return { at: Date.now(), current: current?.kid ?? null, signer, verifiers }
  }
  async function signerOf(row: SigningKeyRow): Promise<Signer | null> {
    try {
      return { kid: row.kid, algorithm: row.algorithm, key: await openPrivate(crypto, row) }
    } catch (err) {
      log.error({ err, kid: row.kid }, 'The signing key does not open: is M2M_JWT_SECRET_KEY another one?')
      return null
    }
  }
  async function ring(olderThanMs: number): Promise<Loaded> {
    if (loaded && Date.now() - loaded.at < olderThanMs) return loaded
    loading ??= load().finally(() => {
      loading = null
    })
    loaded = await loading
    return loaded
  }

  return {
    async signer(kid) {
      let here = await ring(oldestMs)
      if (here.current !== kid) here = await ring(0)
      if (!here.signer) throw problem('unavailable', { members: { retry_after: 30 } })
      return here.signer
    },
    async verifier(kid) {
      const here = await ring(oldestMs)
      return here.verifiers.get(kid) ?? (await ring(unknownMs)).verifiers.get(kid) ?? null
    },
    isSound: async () => (await ring(unknownMs)).signer !== null,
  }
}
