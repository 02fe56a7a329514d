import type { FieldError } from '../../contract/problems.ts'
import type { Schema } from '../../contract/schema.ts'
import { z } from '../../contract/schema.ts'
import type { ApiProblem } from '../client/problem.ts'
import { hasText, problemText, t, translateAny } from '../messages/index.ts'
import { factsOf, fieldsOf } from './schema-facts.ts'

export type FieldErrors = Record<string, string>

/** What is wrong with a body before it is sent, by field, in the words of the catalogue. */
export function errorsOf(
  schema: unknown,
  body: Record<string, unknown>,
  required: readonly string[] = [],
): FieldErrors {
  const parsed = z.safeParse(schema as Schema, body)
  const errors: FieldErrors = {}
  for (const field of required) if (!body[field]) errors[field] = t('field.required')
  for (const issue of parsed.error?.issues ?? []) {
    const field = issue.path.map(String).join('.')
    errors[field] ??=
      body[field] === '' ? t('field.required') : textOf(issue as Issue, factsAt(schema, field))
  }
  return errors
}

/** The `errors` of a 422, by field. */
export function errorsFrom(problem: ApiProblem): FieldErrors {
  const errors: FieldErrors = {}
  for (const error of problem.errors) errors[error.field] ??= serverText(error)
  return errors
}

/** What is said of a refusal where no field stands for it: of the first field that is wrong, else of the whole. */
export function refusalText(problem: ApiProblem): string {
  const [first] = problem.errors
  return first ? serverText(first) : problemText(problem)
}

interface Issue {
  code: string
  message: string
  input?: unknown
  minimum?: number
  maximum?: number
  origin?: string
}

function textOf(issue: Issue, facts: { required: boolean } | undefined): string {
  if (issue.code === 'too_small' || issue.code === 'too_big') return lengthText(issue)
  if (issue.code === 'invalid_type' && facts?.required) return t('field.required')
  return hasText(`field.${issue.message}`) ? translateAny(`field.${issue.message}`) : t('field.bad_format')
}

function lengthText({ code, origin, minimum = 0, maximum = 0 }: Issue): string {
  const words = origin === 'string' || origin === 'array'
  if (code === 'too_big') return t(words ? 'field.too_long' : 'field.too_large', { limit: maximum })
  if (words && minimum <= 1) return t('field.required')
  return t(words ? 'field.too_short' : 'field.too_small', { limit: minimum })
}

/** The server's message is English; its code has a text in this language. */
function serverText({ code, message, limit }: FieldError): string {
  const key = `field.${code}`
  return hasText(key) && (limit !== undefined || !code.startsWith('too_'))
    ? translateAny(key, { limit: limit ?? 0 })
    : message || t('field.wrong')
}

function factsAt(schema: unknown, field: string) {
  const found = fieldsOf(schema)[field.split('.')[0] ?? '']
  return found && factsOf(found)
}
