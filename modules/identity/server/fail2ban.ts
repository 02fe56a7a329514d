import { appendFile } from 'node:fs/promises'
import type { Origin } from '../../../platform/http/index.ts'

/** Sign-in lines as the shipped filters read them (identity §4.12). */
export interface SignInLog {
  failed(email: string, origin: Pick<Origin, 'ip'>, reason: SignInFailure): void
  succeeded(email: string, userId: number, origin: Origin): void
  keyFailed(key: string, origin: Pick<Origin, 'ip'>, reason: string): void
  tokenFailed(clientId: string, origin: Pick<Origin, 'ip'>, reason: string): void
  adminFailed(userId: number | null, origin: Pick<Origin, 'ip'>, reason: 'not_allowed' | 'wrong_token'): void
}

export type SignInFailure =
  | 'invalid_credentials'
  | 'invalid_totp'
  | 'invalid_recovery_code'
  | 'invalid_passkey'
  | 'invalid_magic_link'
  | 'account_blocked'
  | 'account_disabled'
  | 'rate_limited'

/** `write` appends to the log of fail2ban; `log` is the normal one, which gets the same lines. */
export function openSignInLog(
  write: (line: string) => void,
  log: { info(data: object, message: string): void },
): SignInLog {
  function line(level: 'INFO' | 'ERROR', text: string): void {
    write(`${new Date().toISOString().replace('Z', '+0000')} | ${level} | ${text}`)
    log.info({ logger: 'auth' }, text)
  }
  return {
    failed: (email, { ip }, reason) =>
      line('ERROR', `AUTH LOGIN FAIL email=${printable(email)} ip=${ip || '-'} reason=${reason}`),
    succeeded: (email, userId, { ip }) =>
      line('INFO', `AUTH LOGIN SUCCESS email=${printable(email)} user_id=${userId} ip=${ip || '-'}`),
    keyFailed: (key, { ip }, reason) =>
      line('ERROR', `AUTH KEY FAIL prefix=${printable(key.slice(0, 4))} ip=${ip || '-'} reason=${reason}`),
    tokenFailed: (clientId, { ip }, reason) =>
      line('ERROR', `AUTH TOKEN FAIL client_id=${printable(clientId)} ip=${ip || '-'} reason=${reason}`),
    adminFailed: (userId, { ip }, reason) =>
      line('ERROR', `AUTH ADMIN FAIL user_id=${userId ?? '-'} ip=${ip || '-'} reason=${reason}`),
  }
}

/** Percent-encodes all that a line's reader could take for something else; whole bytes, at most 254 long. */
function printable(text: string): string {
  let shown = ''
  for (const byte of Buffer.from(text)) {
    const character = String.fromCharCode(byte)
    const safe = /[A-Za-z0-9@._+-]/.test(character)
    const next = safe ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
    if (shown.length + next.length > 254) break
    shown += next
  }
  return shown || '-'
}

/**
 * Appends lines to the file of fail2ban, in order, mode 0640. The path is opened for each line, so a file that was
 * moved away is begun anew. A full disk is told to `failed` and stops no sign-in. Null: nothing is written.
 */
export function fail2banFile(path: string | null, failed: (error: unknown) => void): (line: string) => void {
  let last: Promise<void> = Promise.resolve()

  return (line) => {
    if (path === null) return
    last = last.then(() => appendFile(path, `${line}\n`, { mode: 0o640 })).catch(failed)
  }
}
