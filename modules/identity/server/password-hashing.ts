import { parseOptions } from '@node-rs/argon2'
import { problem } from '../../../platform/contract/problems.ts'
import { randomToken } from '../../../platform/crypto/index.ts'
import { onThread } from './hashing-threads.ts'

/** argon2id, 19 MiB, 2 passes, 1 lane, 16-byte salt: the PHC string in `users.password_hash` (RFC 9106). */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 }

/** bcrypt as other systems keep it, cost 4 to 14: it opens, and becomes argon2id at the next sign-in (identity §4.3). */
const imported = /^\$2[aby]\$(0[4-9]|1[0-4])\$[./A-Za-z0-9]{53}$/

/** Hashes outside of database transactions; throws 503 `busy` when too many wait. */
export interface Hashing {
  hash(password: string): Promise<string>
  /** Against a dummy when there is no hash, so that its absence takes as long. */
  verify(passwordHash: string | null, password: string): Promise<boolean>
  isWeak(passwordHash: string): boolean
  /** So many wait that the next is refused. */
  isFull(): boolean
}

export function openHashing(cpuCount: number): Hashing {
  const { inTurn, isFull } = queueOf(Math.max(1, cpuCount - 1))
  let dummy: Promise<string> | null = null

  const hash = async (password: string) => String(await onThread({ password: bytesOf(password), parameters }))
  const verify = async (passwordHash: string, password: string) => {
    // Other systems hashed what was typed, as it was typed.
    const bytes = imported.test(passwordHash) ? Buffer.from(password) : bytesOf(password)
    return (await onThread({ password: bytes, hash: passwordHash })) === true
  }

  async function verifyNothing(password: string): Promise<false> {
    dummy ??= hash(randomToken())
    const nobodys = await dummy
    await inTurn(() => verify(nobodys, password))
    return false
  }

  return {
    isFull,
    hash: (password) => inTurn(() => hash(password)),
    verify(passwordHash, password) {
      const isKnown = passwordHash?.startsWith('$argon2') || imported.test(passwordHash ?? '')
      return passwordHash && isKnown ? inTurn(() => verify(passwordHash, password)) : verifyNothing(password)
    },
    isWeak(passwordHash) {
      if (imported.test(passwordHash)) return true
      const { memoryCost, timeCost } = parseOptions(passwordHash)
      return (
        !passwordHash.startsWith('$argon2id$') ||
        memoryCost < parameters.memoryCost ||
        timeCost < parameters.timeCost
      )
    },
  }
}

const bytesOf = (password: string) => Buffer.from(password.normalize('NFC'))

/** At most `most` at once, sixteen times as many wait, the next is refused. */
function queueOf(most: number) {
  const waiting: (() => void)[] = []
  let running = 0

  const isFull = () => waiting.length >= most * 16
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= most) {
      if (isFull()) throw problem('busy', { members: { retry_after: 2 } })
      await new Promise<void>((go) => waiting.push(go))
    } else running++
    try {
      return await work()
    } finally {
      // The place goes on to whoever waits longest, without becoming free in between.
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
  return { inTurn, isFull }
}
