import { Checkbox, InputBase, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { ContractFormState } from '../../../platform/web/ui/index.ts'
import type { TaskType } from '../contract/tasks.ts'
import { IconChevronDown } from './icons.ts'
import { t } from './messages.ts'
import { type InputFact, inputFacts, shownOf, typedValue } from './task-input.ts'

interface InputProps {
  form: ContractFormState
  type: TaskType
}

/** What the task is told, a field for each thing it asks for; tasks that take nothing do not ask. */
export function InputFields({ form, type }: InputProps) {
  const facts = inputFacts(type.input_schema)
  if (facts.length === 0) return null
  return (
    <fieldset className="op-input mp-form">
      <legend>{t('tasks.input')}</legend>
      {facts.map((fact) => (
        <InputField key={`${type.task}.${fact.name}`} form={form} fact={fact} />
      ))}
    </fieldset>
  )
}

function InputField({ form, fact }: { form: ContractFormState; fact: InputFact }) {
  const input = (form.values.input ?? {}) as Record<string, unknown>
  const name = `input.${fact.name}`
  const [typed, setTyped] = useState(shownOf(fact, input[fact.name] ?? fact.fallback))
  const put = (value: unknown) => {
    const { [fact.name]: _, ...rest } = input
    form.set('input', value === undefined ? rest : { ...rest, [fact.name]: value })
  }
  const type = (event: { currentTarget: { value: string } }) => {
    setTyped(event.currentTarget.value)
    put(typedValue(fact, event.currentTarget.value))
  }
  const shared = {
    id: form.fieldId(name),
    name,
    label: fact.label,
    description: fact.hint,
    error: form.errors[name],
    'data-label': fact.label,
  }
  if (fact.kind === 'checkbox') {
    const checked = (input[fact.name] ?? fact.fallback) === true
    return <Checkbox {...shared} checked={checked} onChange={(event) => put(event.currentTarget.checked)} />
  }
  const text = { ...shared, value: typed, required: fact.required, onChange: type }
  if (fact.kind === 'select') return <Select {...text} options={fact.options} />
  if (fact.kind === 'json') return <Textarea {...text} rows={4} description={fact.hint ?? 'JSON'} />
  if (fact.kind === 'number') return <TextInput {...text} type="number" min={fact.min} max={fact.max} />
  return (
    <TextInput
      {...text}
      {...(fact.max_length && { maxLength: fact.max_length })}
      {...(fact.kind === 'list' && { description: fact.hint ?? t('tasks.input_list') })}
    />
  )
}

function Select({ options, ...text }: { options: readonly string[]; required: boolean; value: string }) {
  return (
    <InputBase
      component="select"
      {...text}
      pointer
      rightSection={<IconChevronDown size={16} aria-hidden />}
      rightSectionPointerEvents="none"
    >
      <option value="" disabled={text.required}>
        {text.required ? t('tasks.input_choose') : '–'}
      </option>
      {options.map((option) => (
        <option key={option} value={option}>
          {option}
        </option>
      ))}
    </InputBase>
  )
}
