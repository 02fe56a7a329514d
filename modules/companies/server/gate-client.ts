import { problem } from '../../../platform/contract/problems.ts'
import { type Database, enterTransaction, type Scope } from '../../../platform/database/index.ts'
import type { Ask, Caller } from '../../../platform/http/index.ts'
import { type ClientRow, enterByToken } from './gate.queries.ts'
import { clientScope } from './scope.ts'

/** What a machine token says of itself. */
export interface TokenSaid {
  client_id: string
  jti: string
  /** Seconds since 1970. */
  issued_at: number
  kid: string
  scope: string[]
}

export interface ClientGateOptions {
  database: Database
  /** A machine token that verifies, or null (identity). */
  readToken: (token: string) => Promise<TokenSaid | null>
}

export type Met = (caller: Caller) => Promise<void> | void
export type Work<T> = (scope: Scope, caller: Caller) => Promise<T>

/** The token is read before the transaction opens; whether it was taken back, the entry statement says. */
export async function byToken<T>(
  options: ClientGateOptions,
  ask: Ask,
  secret: string,
  met: Met,
  work: Work<T>,
): Promise<T> {
  const token = await options.readToken(secret)
  if (!token) throw problem('invalid_access_token')
  const { client_id, jti, issued_at, kid, scope } = token
  const values = [client_id, jti, issued_at, kid, scope, clientWordsOf(ask), ask.request_id]
  const entry = { text: enterByToken, values, read_only: ask.read_only }
  return enterTransaction<ClientRow & Record<string, unknown>, T>(
    options.database,
    entry,
    async (tx, row) => {
      if (!row) throw problem('invalid_access_token')
      const caller: Caller = {
        kind: 'client',
        user_id: null,
        session: null,
        limit_key: `c${row.machine_client_id}`,
      }
      await met(caller)
      if (row.granted === null) throw tooNarrow(ask)
      return work(clientScope(tx, ask, row), caller)
    },
  )
}

/** A client holds permissions in the provider company, and scopes; never a person's session or membership. */
export function clientWordsOf({ access }: Ask): string[] {
  if (access.recent) return []
  return access.words.flatMap((word) => {
    if (word.word === 'visitor' || word.word === 'client') return [word.word]
    if (word.word === 'provider') return [`provider:${word.permission}`]
    const scope = word.word === 'user' || word.word === 'owner' ? word.scope : null
    return scope === null ? [] : [`user:${scope}`]
  })
}

/** 403 with the scope that is missing. */
export function tooNarrow(ask: Ask) {
  const named = ask.access.words.flatMap((word) =>
    'permission' in word ? [word.permission] : 'scope' in word && word.scope ? [word.scope] : [],
  )
  return problem('scope_missing', { members: { scope: named[0] ?? 'session' } })
}
