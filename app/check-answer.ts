import { isDeepStrictEqual } from 'node:util'
import type { AnyEndpoint } from '../platform/contract/endpoint.ts'
import { type Schema, z } from '../platform/contract/schema.ts'

/** Fails on an answer that its contract does not describe, keys too many included. Used by the tests. */
export function checkAnswer(declared: AnyEndpoint, value: unknown): void {
  const schemas = Object.values(declared.response as Record<number, Schema | null>)
  if (schemas.includes(null)) return
  const wire: unknown = JSON.parse(JSON.stringify(value ?? null))
  const results = schemas.map((schema) => z.safeParse(schema as Schema, wire))
  const name = `${declared.method} ${declared.path}`
  if (!results.some(({ success }) => success))
    throw new Error(`${name} answers against its contract: ${JSON.stringify(results[0]?.error?.issues)}`)
  if (!results.some((result) => result.success && isDeepStrictEqual(result.data, wire)))
    throw new Error(`${name} answers more than its contract says: ${JSON.stringify(wire).slice(0, 500)}`)
}
