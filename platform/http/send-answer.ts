import type { FastifyReply } from 'fastify'
import type { Door } from './door.ts'
import { locationOf } from './location.ts'
import type { Prepared } from './reading.ts'

/** Answers with what the handler gave: status, Location, ETag and JSON as the contract says. */
export function send(door: Door, ready: Prepared, reply: FastifyReply, value: unknown) {
  door.checkAnswer?.(ready.declared, value)
  if (reply.statusCode === 200) reply.code(ready.status)
  const location = locationOf(ready.declared, value, reply.request.params)
  if (location) reply.header('location', door.rooted(location))
  if (ready.is_empty || value === undefined || value === null) return reply.send()
  const version = (value as { version?: unknown }).version
  if (typeof version === 'number') reply.header('etag', `"${version}"`)
  return reply.type('application/json; charset=utf-8').serializer(asIs).send(JSON.stringify(value))
}

const asIs = (text: unknown) => text as string
