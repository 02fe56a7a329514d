import * as z from 'zod/mini'

export { z }
export type Schema = z.core.$ZodType
export type In<S> = S extends Schema ? z.input<S> : undefined
export type Out<S> = S extends Schema ? z.output<S> : undefined

/** A row id on the wire: a JSON number below 2^53 (api §4.4). */
export const Id = z.int().check(z.gte(1), z.lte(Number.MAX_SAFE_INTEGER))

/** Whether the day with which a text begins is one: the database knows no 31 February and no year 0. */
export function isDay(text: string): boolean {
  const day = text.slice(0, 10)
  const read = new Date(`${day}T00:00:00Z`)
  return day >= '0001' && !Number.isNaN(read.getTime()) && read.toISOString().startsWith(day)
}

const [firstMoment, lastMoment] = [Date.parse('0001-01-01T00:00:00Z'), Date.parse('9999-12-31T23:59:59.999Z')]

/** An offset may push a moment out of the years that are written with four digits. */
function isMoment(text: string): boolean {
  const at = Date.parse(text)
  return isDay(text) && at >= firstMoment && at <= lastMoment
}

const there = { error: 'bad_format' }
const zone = '(Z|[+-](0\\d|1[0-4]):\\d\\d)'
const instant = `T\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?${zone}`

/** An instant, always sent as `2026-11-20T22:30:00.123Z` (api §4.4). */
export const Time = z
  .string()
  .check(z.regex(new RegExp(`^\\d{4}-\\d\\d-\\d\\d${instant}$`), { abort: true }), z.refine(isMoment, there))

/** A day, `2026-11-20`. */
export const Day = z.string().check(z.regex(/^\d{4}-\d\d-\d\d$/, { abort: true }), z.refine(isDay, there))

/** An instant with offset, or a day: its beginning, where the list says (api §4.8). */
export const Moment = z
  .string()
  .check(
    z.regex(new RegExp(`^\\d{4}-\\d\\d-\\d\\d(${instant})?$`), { abort: true }),
    z.refine(isMoment, there),
  )

const control = /[\p{Cc}\p{Bidi_Control}]/u
const controlInProse = /[^\P{Cc}\t\n]/u

const wellFormed = z.refine<string>((text) => text.isWellFormed() && !text.includes('\u0000'), {
  error: 'bad_format',
})

/** One line of text, NFC and trimmed, without control or bidirectional characters, 1 to `max` long. */
export function Text(max: number, min = 1) {
  return z.string().check(
    z.overwrite((text) => text.normalize('NFC').trim()),
    wellFormed,
    z.refine((text) => !control.test(text), { error: 'bad_format' }),
    z.minLength(min),
    z.maxLength(max),
  )
}

/** Several lines of plain text, NFC, 0 or `min` to `max` long; line ends become `\n`. */
export function Prose(max: number, min = 0) {
  return z.string().check(
    z.overwrite((text) => text.normalize('NFC').replace(/\r\n?/g, '\n')),
    wellFormed,
    z.refine((text) => !controlInProse.test(text), { error: 'bad_format' }),
    z.minLength(min),
    z.maxLength(max),
  )
}

/** Markdown as a person typed it; the server renders and sanitises it once, when it is stored. */
export const RichText = (max: number) =>
  Prose(max).check(z.refine((text) => text.trim().length > 0, { error: 'required' }))

/** A secret as typed: never trimmed, never repeated in an answer. */
export const Password = z.string().check(wellFormed, z.minLength(1), z.maxLength(256))

const unwanted = String.raw`\s@<>()[\]\\,;:"\p{Cc}\p{Bidi_Control}`
const address = new RegExp(`^[^${unwanted}]{1,64}@([^${unwanted}./?#%]+\\.)+[^${unwanted}./?#%]{2,}$`, 'u')

/** An e-mail address as typed, at most 254 characters (RFC 5321); compare it by its lower-case key. */
export const Email = z.string().check(
  z.overwrite((text) => text.normalize('NFC').trim()),
  wellFormed,
  z.maxLength(254),
  z.refine((text) => address.test(text), { error: 'bad_format' }),
)

/** The field may be left out; a blank one counts as left out. */
export const optional = <S extends Schema>(schema: S) => z.optional(schema)

/** The value is null when there is nothing; the key is always present in answers (api §4.4). */
export const nullable = <S extends Schema>(schema: S) => z.nullable(schema)

/** The field may be left out and then has this value. */
export const withDefault = <S extends Schema>(schema: S, value: z.util.NoUndefined<z.output<S>>) =>
  z._default(schema, value)

/** A repeatable query parameter, or a bounded JSON array: at most `max` entries. */
export const list = <S extends Schema>(schema: S, max = 50) => z.array(schema).check(z.maxLength(max))

/** One page of a list: `next` is the cursor of the next page and null exactly at the end (api §4.8). */
export const Page = <S extends Schema>(item: S) =>
  z.object({ items: z.array(item), next: z.nullable(z.string()) })

export type Page<Item> = { items: Item[]; next: string | null }

/** The query fields every list has. */
export const paging = {
  limit: z._default(z.int().check(z.gte(1), z.lte(200)), 50),
  after: z.optional(z.string().check(z.maxLength(512))),
}

/** An IANA time zone that this runtime knows. */
export const TimeZone = z.string().check(z.maxLength(64), z.refine(isTimeZone, { error: 'not_one_of' }))

function isTimeZone(name: string): boolean {
  // An offset is known to the runtime, too, but is no zone: the database reads its sign the other way round.
  if (/^[+-]/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** A BCP 47 language tag. */
export const Locale = z.string().check(z.maxLength(35), z.refine(isLocale, { error: 'not_one_of' }))

function isLocale(name: string): boolean {
  try {
    return Intl.getCanonicalLocales(name).length === 1
  } catch {
    return false
  }
}

/** JSON Schema (2020-12) of what is sent (`input`) or answered (`output`), for OpenAPI and the registries. */
export function jsonSchemaOf(schema: Schema, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Record<
    string,
    unknown
  >
  return rest
}
