import { useRef } from 'react'
import type { Answer, AnyEndpoint, Endpoint, Sent } from '../../contract/endpoint.ts'
import type { RequestOf } from '../client/api.ts'
import { callEndpoint } from '../client/api.ts'
import type { ApiProblem } from '../client/problem.ts'
import { problemOf } from '../client/problem.ts'
import { randomKey } from '../client/random-key.ts'
import { afterPress } from './after-press.ts'
import type { FieldErrors } from './field-errors.ts'
import { errorsFrom, errorsOf } from './field-errors.ts'
import { bodyOf } from './form-body.ts'
import type { FormDraft, LostRequest } from './form-draft.ts'
import { useFormDraft } from './form-draft.ts'
import { useFormState } from './form-state.ts'
import type { FieldFacts } from './schema-facts.ts'
import { factsOf, fieldsOf } from './schema-facts.ts'

export type FormValues = Record<string, unknown>

export interface FormOptions<P, Q, B, R> {
  /** What the fields hold at first. Texts are '', never undefined. */
  values: FormValues
  /** Path parameters and query of the call. */
  request?: Omit<RequestOf<P, Q, B>, 'body'>
  /** Fields that this form asks for although the contract does not. */
  required?: readonly string[]
  /** Last touch to the body before it is checked and sent. */
  prepare?: (body: Record<string, unknown>) => Record<string, unknown>
  /** Fields that say what the page shows. While nobody knows whether a request arrived they stay: it is the same one again. */
  shown?: readonly string[]
  onDone: (answer: Answer<R>, sent: Sent<B>) => void
  /** Return true when the problem is dealt with; else it is shown in the summary. */
  onProblem?: (problem: ApiProblem) => boolean | undefined
  /** Keeps texts as a draft in this browser under this key. */
  draftKey?: string
  /** Stands on its page all the time: an empty field says that it is empty only after somebody tried to send it. */
  isStanding?: boolean
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
  const state = useFormState(options.values)
  const { values, start, latest, touched } = state
  const sent = useRef<Attempt>(nothingSent)
  const running = useRef(false)
  const tried = useRef(false)
  const draft = useFormDraft(options.draftKey, values, start, (next, lost) => {
    state.put(next)
    tried.current = false
    if (lost) sent.current = attemptOfBefore(lost, textOf(bodyNow(), options.shown))
  })

  const bodyNow = () => {
    const body = bodyOf(declared.body, latest.current)
    return options.prepare ? options.prepare(body) : body
  }
  const errorsNow = (body: Record<string, unknown>) => errorsOf(declared.body, body, options.required)
  const isQuiet = (name: string) => options.isStanding && !tried.current && latest.current[name] === ''
  const check = (name: string) => state.replaceErrors(name, isQuiet(name) ? {} : errorsNow(bodyNow()))
  function set(name: string, value: unknown) {
    state.put({ ...latest.current, [name]: value })
    if (touched.current.has(name) || state.errors[name]) check(name)
  }
  async function deliver(asked: Record<string, unknown>) {
    sent.current = attemptOf(sent.current, asked, options.shown)
    const { body, key, at } = sent.current
    draft.keepSent(latest.current, { body, key, at })
    try {
      const answer = await send(declared, body, options, key)
      sent.current = nothingSent
      tried.current = false
      state.settle()
      draft.drop()
      options.onDone(answer, body as Sent<B>)
    } catch (error) {
      const why = problemOf(error)
      sent.current = isLost(why) ? { ...sent.current, isLost: true } : { body, key, at, isLost: false }
      if (!isLost(why)) draft.keepSent(latest.current, null)
      if (!options.onProblem?.(why)) state.fail(errorsFrom(why), why)
    }
  }
  async function submit() {
    if (running.current) return
    tried.current = true
    const body = bodyNow()
    const found = errorsNow(body)
    if (Object.keys(found).length > 0) return state.fail(found, null)
    running.current = true
    state.setBusy(true)
    await deliver(body)
    running.current = false
    state.setBusy(false)
  }
  function blur(name: string) {
    touched.current.add(name)
    afterPress(() => check(name))
  }
  const { errors, problem, busy, failures, dirty, reset, fieldId } = state
  const facts = (name: string) => factsFor(declared.body, name, options.required)
  return { values, errors, problem, busy, failures, dirty, draft, set, blur, submit, reset, facts, fieldId }
}

function factsFor(schema: unknown, name: string, required: readonly string[] = []) {
  const field = fieldsOf(schema)[name]
  if (!field) return undefined
  const facts = factsOf(field)
  return required.includes(name) ? { ...facts, required: true } : facts
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

interface Attempt {
  body: Record<string, unknown>
  key: string
  /** When the key was sent first. */
  at: number
  /** No answer came, or none that says what became of it. */
  isLost: boolean
  /** Of a draft: what the form asked for when it was put back, without its files and lists. */
  asked?: string
}

const nothingSent: Attempt = { body: {}, key: '', at: 0, isLost: false }

/** The server knows an Idempotency-Key for so long. */
const keyAge = 86_400_000

const isLost = ({ status, code }: ApiProblem) =>
  status === 0 || status >= 500 || code === 'request_in_progress'

/** What a form asks for, but for what the page shows. */
const textOf = (asked: Record<string, unknown>, shown: readonly string[] = []) =>
  JSON.stringify(Object.entries(asked).filter(([name]) => !shown.includes(name)))

/** `asked`: what the form asks for with the texts that were put back. */
const attemptOfBefore = ({ body, key, at, isOfTexts }: LostRequest, asked: string): Attempt => ({
  body,
  key,
  at,
  isLost: true,
  ...(isOfTexts && { asked }),
})

/**
 * The same body again is the same request (double click, lost answer, draft); a changed one is a new one. When the server
 * has forgotten its key it has a new one and still says what the page showed then: what came since is refused as unseen.
 */
function attemptOf(last: Attempt, asked: Record<string, unknown>, shown: readonly string[] = []): Attempt {
  const kept = last.isLost ? shown.filter((name) => name in asked && name in last.body) : []
  const body = { ...asked, ...Object.fromEntries(kept.map((name) => [name, last.body[name]])) }
  const isSame =
    last.asked === textOf(asked, shown) ||
    (last.key !== '' && JSON.stringify(body) === JSON.stringify(last.body))
  const fresh = { key: randomKey(), at: Date.now(), isLost: false }
  if (!isSame) return { body: asked, ...fresh }
  return Date.now() - last.at < keyAge ? last : { ...last, ...fresh }
}
