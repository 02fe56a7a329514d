import { useEffect, useRef, useState } from 'react'
import type { AnyEndpoint, Answer, Endpoint, Sent } from '../../contract/endpoint.ts'
import type { RequestOf } from '../client/api.ts'
import { callEndpoint } from '../client/api.ts'
import type { ApiProblem } from '../client/problem.ts'
import { problemOf } from '../client/problem.ts'
import { randomKey } from '../client/random-key.ts'
import { bodyOf } from './form-body.ts'
import type { FieldErrors } from './field-errors.ts'
import { errorsFrom, errorsOf } from './field-errors.ts'
import type { FormDraft } from './form-draft.ts'
import { useFormDraft } from './form-draft.ts'
import type { FieldFacts } from './schema-facts.ts'
import { factsOf, fieldsOf } from './schema-facts.ts'

export type FormValues = Record<string, unknown>

export interface FormOptions<P, Q, B, R> {
  /** What the fields hold at first. Texts are '', never undefined. */
  values: FormValues
  /** Path parameters and query of the call. */
  request?: Omit<RequestOf<P, Q, B>, 'body'>
  /** Last touch to the body before it is checked and sent; `null` sends nothing. */
  prepare?: (body: Record<string, unknown>) => Record<string, unknown>
  onDone: (answer: Answer<R>, sent: Sent<B>) => void
  /** Return true when the problem is dealt with; else it is shown in the summary. */
  onProblem?: (problem: ApiProblem) => boolean | undefined
  /** Keeps texts as a draft in this browser under this key. */
  draftKey?: string
  /** Sign-in pages: a 401 is an answer. */
  quiet?: boolean
}

export interface ContractForm {
  values: FormValues
  errors: FieldErrors
  problem: ApiProblem | null
  busy: boolean
  dirty: boolean
  /** Counts failed tries: the summary takes the focus when it changes. */
  failures: number
  draft: FormDraft
  set: (name: string, value: unknown) => void
  blur: (name: string) => void
  submit: () => Promise<void>
  reset: (values?: FormValues) => void
  facts: (name: string) => FieldFacts | undefined
  fieldId: (name: string) => string
}

/**
 * The state of a form whose fields are an endpoint's body. Draw it as
 * `<ContractForm form={form}><Field name="subject" label=…/><SubmitButton>…</SubmitButton></ContractForm>`.
 * Checked on blur, then on change, always on submit; a 422 goes to the fields.
 */
export function useContractForm<P, Q, B, R>(
  declared: Endpoint<P, Q, B, R>,
  options: FormOptions<P, Q, B, R>,
): ContractForm {
  const [values, setValues] = useState(options.values)
  const [start, setStart] = useState(options.values)
  const [errors, setErrors] = useState<FieldErrors>({})
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const [busy, setBusy] = useState(false)
  const [failures, setFailures] = useState(0)
  const [prefix] = useState(randomKey)
  const touched = useRef(new Set<string>())
  const latest = useRef(values)
  latest.current = values
  const sent = useRef({ body: '', key: '' })
  const running = useRef(false)
  const alive = useAlive()
  const draft = useFormDraft(options.draftKey, values, start, setValues)
  const dirty = JSON.stringify(values) !== JSON.stringify(start)

  const bodyNow = (now: FormValues) => {
    const body = bodyOf(declared.body, now)
    return options.prepare ? options.prepare(body) : body
  }
  function check(name: string, now: FormValues) {
    const found = errorsOf(declared.body, bodyNow(now))
    setErrors((before) => ({ ...without(before, name), ...only(found, name) }))
  }
  function set(name: string, value: unknown) {
    const now = { ...latest.current, [name]: value }
    latest.current = now
    setValues(now)
    if (touched.current.has(name) || errors[name]) check(name, now)
  }
  function fail(found: FieldErrors, why: ApiProblem | null) {
    for (const name of Object.keys(found)) touched.current.add(name)
    setErrors(found)
    setProblem(why)
    setFailures((count) => count + 1)
  }
  async function submit() {
    if (running.current) return
    const body = bodyNow(latest.current)
    const found = errorsOf(declared.body, body)
    if (Object.keys(found).length > 0) return fail(found, null)
    running.current = true
    setBusy(true)
    try {
      const answer = await send(declared, body, options, keyFor(sent.current, body))
      setProblem(null)
      setErrors({})
      sent.current = { body: '', key: '' }
      if (alive.current) setStart(latest.current)
      draft.drop()
      options.onDone(answer, body as Sent<B>)
    } catch (error) {
      const why = problemOf(error)
      if (!options.onProblem?.(why)) fail(errorsFrom(why), why)
    }
    running.current = false
    setBusy(false)
  }
  return {
    values,
    errors,
    problem,
    busy,
    dirty,
    failures,
    draft,
    set,
    blur: (name) => {
      touched.current.add(name)
      check(name, latest.current)
    },
    submit,
    reset: (next = start) => {
      setValues(next)
      setStart(next)
      setErrors({})
      setProblem(null)
    },
    facts: (name) => {
      const field = fieldsOf(declared.body)[name]
      return field && factsOf(field)
    },
    fieldId: (name) => `f-${prefix}-${name}`,
  }
}

function send<P, Q, B, R>(
  declared: Endpoint<P, Q, B, R>,
  body: unknown,
  options: FormOptions<P, Q, B, R>,
  idempotencyKey: string,
): Promise<Answer<R>> {
  const request = { ...options.request, body }
  const call = { idempotencyKey, ...(options.quiet && { quiet: true }) }
  return callEndpoint(declared as AnyEndpoint, request, call) as Promise<Answer<R>>
}

/** The same body again is the same request (double click, lost answer); a changed one is a new one. */
function keyFor(sent: { body: string; key: string }, body: unknown): string {
  const text = JSON.stringify(body)
  if (sent.body !== text || !sent.key) Object.assign(sent, { body: text, key: randomKey() })
  return sent.key
}

function useAlive() {
  const alive = useRef(true)
  useEffect(() => {
    alive.current = true
    return () => {
      alive.current = false
    }
  }, [])
  return alive
}

const belongs = (field: string, name: string) => field === name || field.startsWith(`${name}.`)
const without = (errors: FieldErrors, name: string): FieldErrors =>
  Object.fromEntries(Object.entries(errors).filter(([field]) => !belongs(field, name)))
const only = (errors: FieldErrors, name: string): FieldErrors =>
  Object.fromEntries(Object.entries(errors).filter(([field]) => belongs(field, name)))
