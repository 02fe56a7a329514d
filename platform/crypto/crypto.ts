import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { sameBytes, sha256 } from './bytes.ts'

/** What was encrypted, as two columns: 12 bytes nonce, 16 bytes tag, then the data; and which key opens it. */
export interface Sealed {
  ciphertext: Buffer
  key_id: string
}

/** A MAC and the id of the session secret it was made with (8 hex), for columns like `pepper_id`. */
export interface KeyedMac {
  mac: Buffer
  key_id: string
}

/** What the house encrypts and authenticates with. Made once at start by `openCrypto`. */
export interface Crypto {
  /** AES-256-GCM under the current data key; `context` is `table:column:owner id` and not stored. */
  encrypt(plain: string | Uint8Array, context: string): Sealed
  /** Opens under the current or a previous data key. Throws `CryptoProblem` on anything that is not exactly right. */
  decrypt(ciphertext: Uint8Array, keyId: string, context: string): Buffer
  /** HMAC-SHA256 under a key derived for this purpose only (HKDF, RFC 5869) from the current session secret. */
  mac(purpose: string, text: string): Buffer
  /** The same under every session secret, the current one first: for lookups of what an earlier one made. */
  macs(purpose: string, text: string): KeyedMac[]
  /** Whether `given` is that MAC under the current or a previous session secret; constant time. */
  verifyMac(purpose: string, text: string, given: Uint8Array): boolean
}

/** Secrets as configured, newest first where there are several. */
export interface CryptoSecrets {
  session_secret: string
  session_secret_previous: string[]
  data_key: string
  data_key_previous: string[]
}

/** A ciphertext that does not open: its key is gone (`unknown_key`) or it was changed or moved (`not_authentic`). */
export class CryptoProblem extends Error {
  readonly code: 'unknown_key' | 'not_authentic'

  constructor(code: CryptoProblem['code'], message: string) {
    super(message)
    this.name = 'CryptoProblem'
    this.code = code
  }
}

const nonceLength = 12
const tagLength = 16

/** Derives every key once; nothing here is ever written anywhere. */
export function openCrypto(secrets: CryptoSecrets): Crypto {
  const currentKey = dataKey(secrets.data_key)
  const dataKeys = new Map(
    [secrets.data_key, ...secrets.data_key_previous].map(dataKey).map((k) => [k.id, k]),
  )
  const macKeys = macKeysFor([secrets.session_secret, ...secrets.session_secret_previous])

  return {
    encrypt: (plain, context) => seal(currentKey, plain, context),
    decrypt(ciphertext, keyId, context) {
      const key = dataKeys.get(keyId)
      if (!key) throw new CryptoProblem('unknown_key', `No configured key has the id ${keyId}`)

      return unseal(key, ciphertext, context)
    },
    mac: (purpose, text) => hmac(macKeys(purpose)[0], text),
    macs: (purpose, text) => macKeys(purpose).map((key) => ({ mac: hmac(key, text), key_id: key.id })),
    verifyMac(purpose, text, given) {
      // Every key is tried, so the time does not tell which one fits.
      return macKeys(purpose).filter((key) => sameBytes(hmac(key, text), given)).length > 0
    },
  }
}

interface Key {
  id: string
  bytes: Buffer
}

function derive(secret: string, info: string): Key {
  const bytes = Buffer.from(hkdfSync('sha256', secret, '', info, 32))

  return { id: sha256(bytes).toString('hex').slice(0, 8), bytes }
}

const dataKey = (secret: string) => derive(secret, 'myportal data')

function macKeysFor(secrets: [string, ...string[]]) {
  const known = new Map<string, [Key, ...Key[]]>()

  return (purpose: string): [Key, ...Key[]] => {
    const found = known.get(purpose)
    if (found) return found

    const [current, ...previous] = secrets
    const info = `myportal mac ${purpose}`
    const keys: [Key, ...Key[]] = [derive(current, info), ...previous.map((secret) => derive(secret, info))]
    known.set(purpose, keys)
    return keys
  }
}

function hmac(key: Key, text: string): Buffer {
  return createHmac('sha256', key.bytes).update(text).digest()
}

function seal(key: Key, plain: string | Uint8Array, context: string): Sealed {
  const nonce = randomBytes(nonceLength)
  const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce, { authTagLength: tagLength })
  cipher.setAAD(Buffer.from(context))
  const data = Buffer.concat([cipher.update(Buffer.from(plain)), cipher.final()])

  return { ciphertext: Buffer.concat([nonce, cipher.getAuthTag(), data]), key_id: key.id }
}

function unseal(key: Key, ciphertext: Uint8Array, context: string): Buffer {
  if (ciphertext.length < nonceLength + tagLength) throw notAuthentic()

  const nonce = ciphertext.subarray(0, nonceLength)
  const decipher = createDecipheriv('aes-256-gcm', key.bytes, nonce, { authTagLength: tagLength })
  decipher.setAAD(Buffer.from(context))
  decipher.setAuthTag(ciphertext.subarray(nonceLength, nonceLength + tagLength))
  const data = decipher.update(ciphertext.subarray(nonceLength + tagLength))
  try {
    return Buffer.concat([data, decipher.final()])
  } catch {
    throw notAuthentic()
  }
}

const notAuthentic = () =>
  new CryptoProblem('not_authentic', 'The ciphertext was changed or belongs elsewhere')
