import type { FieldFacts } from './schema-facts.ts'
import { factsOf, fieldsOf } from './schema-facts.ts'

/** The body of a call from what the fields hold: blank optional fields are left out, nullable ones become null. */
export function bodyOf(schema: unknown, values: Record<string, unknown>): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(fieldsOf(schema))) {
    const value = valueFor(factsOf(field), values[name])
    if (value !== undefined) body[name] = value
  }
  return body
}

/** Undefined: the field is left out. */
function valueFor({ required, nullable, kind, min }: FieldFacts, value: unknown): unknown {
  if (value !== '') return kind === 'number' && typeof value === 'string' ? Number(value) : value
  if (nullable) return null
  const mayBeBlank = kind === 'string' && min === 0
  return required || mayBeBlank ? '' : undefined
}
