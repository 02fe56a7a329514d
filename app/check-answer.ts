import { isDeepStrictEqual } from 'node:util'
import { type AnyEndpoint, statusOf } from '../platform/contract/endpoint.ts'
import { type Schema, z } from '../platform/contract/schema.ts'

/** Fails on an answer that its contract does not describe, keys too many included. Used by the tests. */
export function checkAnswer(declared: AnyEndpoint, value: unknown): void {
  const schema = (declared.response as Record<number, Schema | null>)[statusOf(declared)]
  if (!schema) return
  const wire: unknown = JSON.parse(JSON.stringify(value ?? null))
  const result = z.safeParse(schema, wire)
  const name = `${declared.method} ${declared.path}`
  if (!result.success)
    throw new Error(`${name} answers against its contract: ${JSON.stringify(result.error.issues)}`)
  if (!isDeepStrictEqual(result.data, wire))
    throw new Error(`${name} answers more than its contract says: ${JSON.stringify(wire).slice(0, 500)}`)
}
