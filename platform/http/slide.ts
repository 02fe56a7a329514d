import type { FastifyRequest } from 'fastify'
import type { Answer } from './answer.ts'
import type { Door } from './door.ts'
import type { Caller } from './gate.ts'

/** Moves the session's end on, and the cookie's with it, at most every five minutes. */
export async function slide(
  door: Door,
  caller: Caller,
  request: FastifyRequest,
  answer: Answer,
): Promise<void> {
  if (answer.has_session) return
  const moved = await caller.slide?.()
  if (moved) door.repeatCookies(request, answer, moved.max_age)
}
