import type { FieldError } from '../contract/problems.ts'
import type { Schema } from '../contract/schema.ts'

type Walk = (value: unknown, path: (string | number)[], duplicates: FieldError[]) => unknown

interface Definition {
  type: string
  innerType?: Schema
  element?: Schema
  shape?: Record<string, Schema>
  in?: Schema
  entries?: Record<string, unknown>
}

const definitionOf = (schema: Schema) => (schema as unknown as { _zod: { def: Definition } })._zod.def

/**
 * Follows a schema through a value: renames camelCase keys to the declared ones at every depth, but not inside
 * free-form records (api §4.3); with `words`, turns the text of addresses and forms into what is declared.
 */
export function walkerOf(schema: Schema, words: boolean): Walk {
  const definition = definitionOf(schema)
  switch (definition.type) {
    case 'optional':
    case 'default':
    case 'prefault':
      return optionalWalker(definition, words)
    case 'nullable':
    case 'readonly':
    case 'nonoptional':
      return definition.innerType ? walkerOf(definition.innerType, words) : same
    case 'pipe':
      return definition.in ? walkerOf(definition.in, words) : same
    case 'object':
      return objectWalker(definition.shape ?? {}, words)
    case 'array':
      return definition.element ? arrayWalker(definition.element, words) : same
    case 'number':
    case 'int':
      return words ? toNumber : same
    case 'boolean':
      return words ? toBoolean : same
    default:
      return same
  }
}

const same: Walk = (value) => value

/** A blank text counts as left out: null where the field may be cleared. */
function optionalWalker(definition: Definition, words: boolean): Walk {
  if (!definition.innerType) return same
  const inner = walkerOf(definition.innerType, words)
  const kind = definitionOf(definition.innerType).type
  const blank = kind === 'nullable' ? null : undefined
  return (value, path, duplicates) =>
    typeof value === 'string' && value.trim() === '' ? blank : inner(value, path, duplicates)
}

function objectWalker(shape: Record<string, Schema>, words: boolean): Walk {
  const walkers = new Map(Object.entries(shape).map(([key, schema]) => [key, walkerOf(schema, words)]))
  return (value, path, duplicates) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    const normal: Record<string, unknown> = {}
    for (const [key, inner] of Object.entries(value)) {
      const name = nameIn(walkers, key)
      if (Object.hasOwn(normal, name)) {
        duplicates.push({
          field: [...path, name].join('.'),
          code: 'duplicate_field',
          message: 'This field was sent twice, in two spellings.',
        })
        continue
      }
      const walked = walkers.get(name)?.(inner, [...path, name], duplicates)
      normal[name] = walkers.has(name) ? walked : inner
    }
    return normal
  }
}

/** The declared spelling of a key, as far as there is one. */
function nameIn(known: Map<string, unknown>, key: string): string {
  if (known.has(key)) return key
  const other = snake(key)
  return known.has(other) ? other : key
}

function arrayWalker(element: Schema, words: boolean): Walk {
  const walk = walkerOf(element, words)
  const kind = definitionOf(element).type
  const splits = words && (kind === 'number' || kind === 'int' || kind === 'enum')
  return (value, path, duplicates) => {
    const entries = words && !Array.isArray(value) ? [value] : value
    if (!Array.isArray(entries)) return value
    const parts = splits
      ? entries.flatMap((entry) => (typeof entry === 'string' ? entry.split(',') : [entry]))
      : entries
    return parts.map((part, index) => walk(part, [...path, index], duplicates))
  }
}

const toNumber: Walk = (value) =>
  typeof value === 'string' && /^-?\d{1,16}$/.test(value) ? Number(value) : value

const toBoolean: Walk = (value) => {
  if (value === 'true' || value === '1') return true
  return value === 'false' || value === '0' ? false : value
}

/** `externalURL`, `line2Text` → `external_url`, `line2_text`. */
export function snake(key: string): string {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
}
