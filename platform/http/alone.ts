import type { FastifyReply, FastifyRequest } from 'fastify'
import { noteCaller } from './caller-note.ts'
import type { Door } from './door.ts'
import type { Ask, Known } from './gate.ts'
import { type Prepared, parseLate, readInput } from './reading.ts'

/** How an endpoint answers from what the door knows of the caller alone: no scope, no transaction. */
export interface Alone {
  /** Whether this request can be answered so; every one, unless given. */
  when?: (query: Record<string, unknown>) => boolean
  answer(known: Known): unknown
}

/** The answer and who asked; null where the usual way in has to be taken. */
export async function answerAlone(
  door: Door,
  ready: Prepared,
  {
    ask,
    request,
    reply,
    query,
  }: { ask: Ask; request: FastifyRequest; reply: FastifyReply; query: Record<string, unknown> },
  alone: Alone,
) {
  const { kind } = ask.credential
  const isKnown = kind === 'session' || kind === 'key'
  // A company that is named has to be the caller's, which only a scope knows.
  if (!isKnown || !door.gate.know || request.headers['x-company'] !== undefined) return null
  if (alone.when && !alone.when(query)) return null
  const known = await door.gate.know(ask, (caller) => {
    const { csrf } = parseLate(ready, request)
    return door.meet(ready.declared, caller, request, csrf, reply)
  })
  if (!known) return null
  noteCaller(request, known.caller)
  readInput(ready, request, undefined, query)
  return { value: alone.answer(known), caller: known.caller }
}
