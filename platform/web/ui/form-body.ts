import { factsOf, fieldsOf } from './schema-facts.ts'

/** The body of a call from what the fields hold: blank optional fields are left out, nullable ones become null. */
export function bodyOf(schema: unknown, values: Record<string, unknown>): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(fieldsOf(schema))) {
    const value = values[name]
    if (value === undefined) continue
    const { required, nullable, kind, min } = factsOf(field)
    if (value === '') {
      if (nullable) body[name] = null
      else if (required || (kind === 'string' && min === 0)) body[name] = ''
      continue
    }
    body[name] = kind === 'number' && typeof value === 'string' ? Number(value) : value
  }
  return body
}
