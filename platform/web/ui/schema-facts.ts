import type { Schema } from '../../contract/schema.ts'

export interface FieldFacts {
  required: boolean
  nullable: boolean
  kind: 'string' | 'number' | 'boolean' | 'list' | 'other'
  min: number | undefined
  max: number | undefined
  /** Of enumerations. */
  options: readonly string[] | undefined
  fallback: unknown
}

interface Def {
  type: string
  innerType?: Schema
  element?: Schema
  shape?: Record<string, Schema>
  entries?: Record<string, string>
  defaultValue?: unknown
}

const defOf = (schema: Schema) => schema._zod.def as unknown as Def

/** What a form or a list has to know about one field of a contract's schema. */
export function factsOf(schema: Schema): FieldFacts {
  const facts = { required: true, nullable: false, fallback: undefined as unknown }
  let inner = schema
  for (let def = defOf(inner); def.innerType; def = defOf(inner)) {
    if (def.type === 'nullable') facts.nullable = true
    else facts.required = false
    if (def.type === 'default') facts.fallback = def.defaultValue
    inner = def.innerType
  }
  const def = defOf(inner)
  const bag = inner._zod.bag as { minimum?: number; maximum?: number }
  return {
    ...facts,
    kind: kindOf(def.type),
    min: bag.minimum,
    max: bag.maximum,
    options: def.entries && Object.values(def.entries),
  }
}

/** The schemas of an object's fields by name; empty for anything else. */
export const fieldsOf = (schema: unknown): Record<string, Schema> =>
  schema ? (defOf(schema as Schema).shape ?? {}) : {}

/** The schema of one entry of a list field, below optional and default. */
export function elementOf(schema: Schema): Schema | undefined {
  const def = defOf(schema)
  return def.innerType ? elementOf(def.innerType) : def.element
}

function kindOf(type: string): FieldFacts['kind'] {
  if (type === 'string' || type === 'enum') return 'string'
  if (type === 'number' || type === 'int') return 'number'
  if (type === 'boolean') return 'boolean'
  return type === 'array' ? 'list' : 'other'
}
