import { hash, parseOptions, verify } from '@node-rs/argon2'
import { compare } from 'bcryptjs'
import { problem } from '../../../platform/contract/problems.ts'
import { randomToken } from '../../../platform/crypto/index.ts'

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
  /**
   * Runs what may need a hash for somebody where there is a place for it; throws 503 `busy` before any of it is done.
   * Many tries for one take one place: their bucket lets few of them through to the hash.
   */
  seated<T>(whose: string, work: () => Promise<T>): Promise<T>
}

export function openHashing(cpuCount: number): Hashing {
  const { inTurn, isFull, seated } = queueOf(Math.max(1, cpuCount - 1))
  let dummy: Promise<string> | null = null

  async function verifyNothing(password: string): Promise<false> {
    dummy ??= hash(randomToken(), parameters)
    const nobodys = await dummy
    await inTurn(() => verify(nobodys, bytesOf(password)))
    return false
  }

  return {
    isFull,
    seated,
    hash: (password) => inTurn(() => hash(bytesOf(password), parameters)),
    verify(passwordHash, password) {
      if (passwordHash?.startsWith('$argon2')) return inTurn(() => verify(passwordHash, bytesOf(password)))
      if (passwordHash && imported.test(passwordHash)) return inTurn(() => compare(password, passwordHash))
      return verifyNothing(password)
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
  const seats = new Map<string, number>()

  const isFull = () => waiting.length >= most * 16
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= most) {
      if (isFull()) throw busy()
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
  const seated = async <T>(whose: string, work: () => Promise<T>): Promise<T> => {
    const before = seats.get(whose) ?? 0
    if (isFull() || (before === 0 && seats.size >= most * 17)) throw busy()
    seats.set(whose, before + 1)
    try {
      return await work()
    } finally {
      const rest = (seats.get(whose) ?? 1) - 1
      if (rest > 0) seats.set(whose, rest)
      else seats.delete(whose)
    }
  }
  return { inTurn, isFull, seated }
}

const busy = () => problem('busy', { members: { retry_after: 2 } })
