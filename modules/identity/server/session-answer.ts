import { problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import type { Caller } from '../../../platform/http/index.ts'
import type { SessionAnswer } from '../contract.ts'
import { readSession } from './session.service.ts'

export type SessionPart = (scope: Scope, caller: Caller) => Promise<unknown>

const parts = new Map<string, SessionPart>()

/** Adds a member to GET /auth/session: `companies` adds company, companies and permissions. Registering again replaces. */
export function registerSessionPart(name: string, read: SessionPart): void {
  parts.set(name, read)
}

/** This session, its person, and what the parts above add: for GET /auth/session and the app's first page. */
export async function sessionAnswer(
  scope: Scope,
  caller: Caller,
  wanted = { parts: true },
): Promise<SessionAnswer> {
  const own = await readSession(scope, caller)
  if (!own) throw problem('not_signed_in')
  const answer: SessionAnswer = own
  if (!wanted.parts) return own
  for (const [name, read] of parts) answer[name] = await read(scope, caller)

  return answer
}
