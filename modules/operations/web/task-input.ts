/** One field of what a task is told, read from its JSON Schema. */
export interface InputFact {
  name: string
  label: string
  hint: string | undefined
  kind: 'text' | 'number' | 'checkbox' | 'select' | 'list' | 'json'
  required: boolean
  options: readonly string[]
  min: number | undefined
  max: number | undefined
  max_length: number | undefined
  /** Of a list: numbers, not texts. */
  numbers: boolean
  fallback: unknown
}

interface Schema {
  type?: string
  title?: string
  description?: string
  enum?: unknown[]
  items?: Schema
  anyOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  minimum?: number
  maximum?: number
  maxLength?: number
  default?: unknown
}

/** The fields that a form asks for, in the schema's order; none for a task that takes nothing. */
export function inputFacts(schema: Record<string, unknown>): InputFact[] {
  const { properties = {}, required = [] } = schema as Schema
  return Object.entries(properties).map(([name, property]) => {
    // A field that may be null is one that may be left blank.
    const kinds = property.anyOf?.filter(({ type }) => type !== 'null') ?? []
    const inner = kinds.length === 1 ? { ...property, ...kinds[0] } : property
    const mayBeNull = (property.anyOf?.length ?? 0) > kinds.length
    return {
      name,
      label: inner.title ?? labelOf(name),
      hint: inner.description,
      kind: kindOf(inner),
      required: required.includes(name) && !mayBeNull && inner.default === undefined,
      options: (inner.enum ?? []).map(String),
      min: bound(inner.minimum),
      max: bound(inner.maximum),
      max_length: inner.maxLength,
      numbers: isNumber(inner.items),
      fallback: inner.default,
    }
  })
}

function kindOf(schema: Schema): InputFact['kind'] {
  if (schema.enum) return 'select'
  if (isNumber(schema)) return 'number'
  if (schema.type === 'boolean') return 'checkbox'
  if (schema.type === 'string') return 'text'
  if (schema.type === 'array' && (isNumber(schema.items) || schema.items?.type === 'string')) return 'list'
  return 'json'
}

const isNumber = (schema: Schema | undefined) => schema?.type === 'number' || schema?.type === 'integer'

/** Bounds that only say what a number can hold are none. */
const bound = (value: number | undefined) =>
  value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : undefined

function labelOf(name: string): string {
  const words = name.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** What a field shows of a value. */
export function shownOf({ kind }: InputFact, value: unknown): string {
  if (value === undefined || value === null) return ''
  if (kind === 'list' && Array.isArray(value)) return value.join(', ')
  if (kind === 'json' && typeof value !== 'string') return JSON.stringify(value)
  return String(value)
}

/** What is sent of what was typed. Blank: left out; what cannot be read goes as it is, and the server names the field. */
export function typedValue({ kind, numbers }: InputFact, typed: string): unknown {
  const text = typed.trim()
  if (text === '') return undefined
  if (kind === 'number') return numberOf(text)
  if (kind === 'json') return jsonOf(text)
  if (kind !== 'list') return typed
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  return numbers ? parts.map(numberOf) : parts
}

const numberOf = (text: string) => (Number.isNaN(Number(text)) ? text : Number(text))

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
