import type { FastifyRequest } from 'fastify'
import type { Caller } from './gate.ts'

/** Who called, as the log says it. */
export interface CallerNote {
  actor: Caller['kind']
  user_id: number | null
  company_id: number | null
}

const notes = new WeakMap<FastifyRequest, CallerNote>()

/** Remembers for the log who a request turned out to come from. */
export function noteCaller(request: FastifyRequest, caller: Caller, companyId?: number | null): void {
  const company_id = companyId ?? caller.session?.active_company_id ?? null
  notes.set(request, { actor: caller.kind, user_id: caller.user_id, company_id })
}

/** A visitor until somebody found out better. */
export const callerOf = (request: FastifyRequest): CallerNote =>
  notes.get(request) ?? { actor: 'visitor', user_id: null, company_id: null }
