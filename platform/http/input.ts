import { type FieldError, problem } from '../contract/problems.ts'
import type { Schema } from '../contract/schema.ts'
import { z } from '../contract/schema.ts'
import { snake, walkerOf } from './walk.ts'

/** A schema made ready for the door: camelCase keys, words in queries, then the rules of the contract. */
export type Reader = (value: unknown) => unknown

const messages: Record<string, string> = {
  required: 'This is needed.',
  unknown_field: 'There is no such field.',
  duplicate_field: 'This field was sent twice, in two spellings.',
  wrong_type: 'This is of the wrong type.',
  too_short: 'This is too short.',
  too_long: 'This is too long.',
  too_small: 'This is too small.',
  too_big: 'This is too big.',
  too_many: 'These are too many.',
  not_one_of: 'This is none of the possible values.',
  bad_format: 'This is not in the right form.',
}

/** Reads a JSON body or parameters of the address; throws 422 with every wrong field at once. */
export function readerOf(schema: Schema, words: boolean): Reader {
  const walk = walkerOf(schema, words)
  return (value) => {
    const duplicates: FieldError[] = []
    const normal = walk(value, [], duplicates)
    const result = z.safeParse(schema, normal)
    if (result.success && duplicates.length === 0) return result.data

    const issues = result.success
      ? []
      : result.error.issues.flatMap((issue) => fieldErrors(issue as Issue, normal))
    throw problem('invalid_input', { errors: [...duplicates, ...issues].slice(0, 100) })
  }
}

interface Issue {
  code: string
  path: PropertyKey[]
  message: string
  keys?: string[]
  origin?: string
  minimum?: number
  maximum?: number
  format?: string
  input?: unknown
}

function fieldErrors(issue: Issue, input: unknown): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return (issue.keys ?? []).map((key) => fieldError([...issue.path, snake(key)], 'unknown_field'))
  }
  return [fieldError(issue.path, codeOf(issue, input), issue.maximum ?? issue.minimum)]
}

function fieldError(path: PropertyKey[], code: string, limit?: number): FieldError {
  return {
    field: path.map(String).join('.'),
    code,
    message: messages[code] ?? 'This is not right.',
    ...(typeof limit === 'number' && { limit }),
  }
}

const codes: Record<string, string> = {
  invalid_value: 'not_one_of',
  invalid_format: 'bad_format',
  invalid_union: 'wrong_type',
  not_multiple_of: 'wrong_type',
}

function codeOf(issue: Issue, input: unknown): string {
  if (issue.code === 'invalid_type') return at(input, issue.path) === undefined ? 'required' : 'wrong_type'
  if (issue.code === 'custom') return issue.message in messages ? issue.message : 'bad_format'
  if (issue.code === 'too_small')
    return sized(issue, 'too_short', 'too_small', at(input, issue.path) === '' ? 'required' : 'too_short')
  if (issue.code === 'too_big') return sized(issue, 'too_many', 'too_big', 'too_long')
  return codes[issue.code] ?? 'wrong_type'
}

function sized(issue: Issue, array: string, number: string, text: string): string {
  if (issue.origin === 'array') return array
  return issue.origin === 'string' ? text : number
}

function at(value: unknown, path: PropertyKey[]): unknown {
  let here = value
  for (const key of path) {
    if (typeof here !== 'object' || here === null) return undefined
    here = (here as Record<PropertyKey, unknown>)[key]
  }
  return here
}
