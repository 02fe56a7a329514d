import { Button } from '@mantine/core'
import type { KeyboardEvent, ReactNode } from 'react'
import { createContext, useContext, useEffect, useRef } from 'react'
import { problemText, t } from '../messages/index.ts'
import type { ContractForm as Form } from './contract-form.ts'
import { Guard } from './guard.tsx'

const FormContext = createContext<Form | null>(null)

/** The form that a `Field` or button stands in. */
export function useForm(): Form {
  const form = useContext(FormContext)
  if (!form) throw new Error('Field and SubmitButton stand inside a ContractForm')
  return form
}

export interface ContractFormProps {
  form: Form
  children: ReactNode
  /** Asks before unsaved changes are left; true unless said. */
  guard?: boolean
  className?: string
}

/** Draws the form around its fields: summary of errors, restored draft, guard, Ctrl+Enter. */
export function ContractForm({ form, children, guard = true, className }: ContractFormProps) {
  function press(event: KeyboardEvent) {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void form.submit()
  }
  return (
    <FormContext value={form}>
      <form
        noValidate
        className={className ?? 'mp-form'}
        onKeyDown={press}
        onSubmit={(event) => {
          event.preventDefault()
          void form.submit()
        }}
      >
        <FormSummary form={form} />
        {form.draft.restored && (
          <p className="mp-note">
            {t('draft.restored', { time: form.draft.restored })}{' '}
            <Button size="compact-sm" variant="subtle" onClick={form.draft.discard}>
              {t('action.discard')}
            </Button>
          </p>
        )}
        {children}
      </form>
      {guard && <Guard when={form.dirty && !form.busy} />}
    </FormContext>
  )
}

/** What is wrong, with links to the fields; takes the focus after a failed try. */
function FormSummary({ form }: { form: Form }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (form.failures > 0) box.current?.focus()
  }, [form.failures])
  const fields = Object.entries(form.errors).sort(
    ([one], [other]) => place(form.fieldId(one)) - place(form.fieldId(other)),
  )
  if (form.failures === 0 || (fields.length === 0 && !form.problem)) return null
  const heading =
    form.problem && (fields.length === 0 || form.problem.code !== 'invalid_input')
      ? problemText(form.problem)
      : t('form.fix', { n: fields.length })
  return (
    <div ref={box} tabIndex={-1} role="alert" className="mp-summary">
      <p className="mp-summary-title">{heading}</p>
      {fields.length > 0 && (
        <ul>
          {fields.map(([name, message]) => (
            <li key={name}>
              <a href={`#${form.fieldId(name)}`} onClick={(event) => focusField(event, form.fieldId(name))}>
                {labelOf(form.fieldId(name)) ?? name}
              </a>
              {': '}
              {message}
            </li>
          ))}
        </ul>
      )}
      {form.problem?.request_id && form.problem.status >= 500 && (
        <p className="mp-small">{t('problem.request_id', { id: form.problem.request_id })}</p>
      )}
    </div>
  )
}

function focusField(event: { preventDefault: () => void }, id: string) {
  event.preventDefault()
  document.getElementById(id)?.focus()
}

/** Where the field stands on the page. */
function place(id: string): number {
  const field = document.getElementById(id)
  return field
    ? field.getBoundingClientRect().top * 10_000 + field.getBoundingClientRect().left
    : Number.MAX_VALUE
}

const labelOf = (id: string) => document.getElementById(id)?.dataset.label

/** The filled button of the form; busy while sending, never disabled for bad input. */
export function SubmitButton({ children, fullWidth }: { children: ReactNode; fullWidth?: boolean }) {
  const form = useForm()
  return (
    <Button type="submit" loading={form.busy} fullWidth={fullWidth ?? false}>
      {children}
    </Button>
  )
}
