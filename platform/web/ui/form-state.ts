import { useRef, useState } from 'react'
import type { ApiProblem } from '../client/problem.ts'
import { randomKey } from '../client/random-key.ts'
import type { FieldErrors } from './field-errors.ts'

type Values = Record<string, unknown>

/** What a form remembers between two renderings. */
export function useFormState(first: Values) {
  const [values, setValues] = useState(first)
  const [start, setStart] = useState(first)
  const [errors, setErrors] = useState<FieldErrors>({})
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const [busy, setBusy] = useState(false)
  const [failures, setFailures] = useState(0)
  const [prefix] = useState(randomKey)
  const touched = useRef(new Set<string>())
  /** Newer than `values` between an input and the next rendering. */
  const latest = useRef(values)

  function put(next: Values) {
    latest.current = next
    setValues(next)
  }
  function settle() {
    setProblem(null)
    setErrors({})
    setStart(latest.current)
  }
  return {
    values,
    start,
    errors,
    problem,
    busy,
    failures,
    dirty: JSON.stringify(values) !== JSON.stringify(start),
    latest,
    touched,
    put,
    setBusy,
    settle,
    replaceErrors: (name: string, found: FieldErrors) =>
      setErrors((before) => ({ ...without(before, name), ...only(found, name) })),
    fail: (found: FieldErrors, why: ApiProblem | null) => {
      for (const name of Object.keys(found)) touched.current.add(name)
      setErrors(found)
      setProblem(why)
      setFailures((count) => count + 1)
    },
    reset: (next: Values = start) => {
      put(next)
      settle()
      touched.current.clear()
    },
    fieldId: (name: string) => `f-${prefix}-${name}`,
  }
}

const belongs = (field: string, name: string) => field === name || field.startsWith(`${name}.`)
const without = (errors: FieldErrors, name: string): FieldErrors =>
  Object.fromEntries(Object.entries(errors).filter(([field]) => !belongs(field, name)))
const only = (errors: FieldErrors, name: string): FieldErrors =>
  Object.fromEntries(Object.entries(errors).filter(([field]) => belongs(field, name)))
