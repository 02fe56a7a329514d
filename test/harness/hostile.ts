import type { Dice } from './dice.ts'

export interface JsonSchema {
  type?: string
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  enum?: unknown[]
  anyOf?: JsonSchema[]
}

const texts = [
  '',
  ' ',
  'Printer on fire',
  "Robert'); drop table tickets; --",
  "' or 1=1 --",
  '%_\\%',
  '"unclosed phrase',
  '-- -- -"',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\ufdfa'.repeat(400),
  '\u202eevil',
  'e\u0301'.repeat(2_000),
  'x'.repeat(70_000),
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '[x](javascript:alert(1))',
  '../../../../etc/passwd',
  '{{7*7}}<%= 7*7 %>',
  'null',
  'true',
  '1e309',
  '-9223372036854775809',
  '99999999999999999999',
  '2026-02-30T25:61:61Z',
  '0000-01-01T00:00:00Z',
  '9999999-01-01',
  'ada@provider.example',
  'a@b',
  `${'a'.repeat(64)}@${'b'.repeat(180)}.example`,
  '#ffffff',
  'de',
  'Europe/Berlin',
  'Mars/Olympus',
  'WzEsIi11cGRhdGVkX2F0IiwiMDAwMDAwMDAiLCJub25zZW5zZSIsMV0',
  'WzEsIi11cGRhdGVkX2F0IiwiNGY1M2NkYTEiLCIyMDI2LTk5LTk5IDAwOjAwOjAwKzAwIiwxXQ',
  '🧨👩‍👩‍👧‍👦',
  'toString',
  '__proto__',
]

const numbers = [0, -0, 1, 2, -1, 1.5, 1e21, 2 ** 31, 2 ** 53, 2 ** 63, -(2 ** 31) - 1, 200, 201, 999_999_999]
const oddities: unknown[] = [null, true, false, [], {}, [[]], [null], { a: { b: {} } }, 'x', 0]

/** A value for a schema: often right, often nearly right, sometimes anything. */
export function valueFor(schema: JsonSchema, dice: Dice): unknown {
  if (dice.chance(0.05)) return dice.oneOf(oddities)
  if (schema.anyOf) return valueFor(dice.oneOf(schema.anyOf), dice)
  if (schema.enum && dice.chance(0.8)) return dice.oneOf(schema.enum)
  switch (schema.type) {
    case 'object':
      return objectFor(schema, dice)
    case 'array':
      return Array.from({ length: dice.oneOf([0, 1, 2, 3, 60, 300]) }, () =>
        valueFor(schema.items ?? {}, dice),
      )
    case 'integer':
    case 'number':
      return dice.chance(0.6) ? dice.oneOf([1, 2, 3, 4, 5]) : dice.oneOf(numbers)
    case 'boolean':
      return dice.chance(0.9) ? dice.chance(0.5) : dice.oneOf(texts)
    case 'null':
      return null
    default:
      return dice.chance(0.5) ? 'Printer on fire' : dice.oneOf(texts)
  }
}

function objectFor({ properties = {}, required = [] }: JsonSchema, dice: Dice): unknown {
  const fields = Object.entries(properties)
    .filter(([name]) => dice.chance(required.includes(name) ? 0.97 : 0.25))
    .map(([name, inner]) => [dice.chance(0.1) ? camel(name) : name, valueFor(inner, dice)])
  if (dice.chance(0.08)) fields.push([dice.oneOf(texts), valueFor({}, dice)])
  return Object.fromEntries(fields)
}

const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
