import { TOTP } from 'otpauth'
import type { Loose, Person } from './person.ts'

/** Somebody's authenticator app. */
export interface Authenticator {
  id: number
  recovery_codes: string[]
  /** The code now, or so many steps of 30 s later. */
  code(later?: number): string
}

/** The code of a secret now, or so many steps later. */
export const codeOf = (secret: string, later = 0): string =>
  new TOTP({ secret }).generate({ timestamp: Date.now() + later * 30_000 })

/** Adds an authenticator as its owner does: set up, then the first code. */
export async function addAuthenticator(person: Person, name = 'Phone'): Promise<Authenticator> {
  const { secret } = await person.post('/api/auth/totp/setup').answers(200)
  const code = (later = 0) => codeOf(String(secret), later)
  const made: Loose = await person.post('/api/auth/totp/verify', { code: code(), name }).answers(201)
  return {
    id: Number(made.id),
    recovery_codes: made.recovery_codes ? (made.recovery_codes as unknown as string[]) : [],
    code,
  }
}
