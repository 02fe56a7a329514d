import { Checkbox, InputBase, PasswordInput, Textarea, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { t } from '../messages/index.ts'
import { useForm } from './form.tsx'
import { IconChevronDown } from './icons.ts'

export interface FieldOption {
  value: string
  label: string
}

export interface FieldProps {
  /** The field of the body, in snake_case. */
  name: string
  label: string
  /** A muted line below the label. */
  hint?: ReactNode
  /** `text` unless said. */
  as?:
    | 'text'
    | 'area'
    | 'select'
    | 'password'
    | 'email'
    | 'number'
    | 'checkbox'
    | 'color'
    | 'tel'
    | 'url'
    | 'date'
    | 'datetime-local'
  /** Of `select`. Numbers come back as numbers when the schema says so. */
  options?: readonly FieldOption[]
  autoComplete?: string
  autoFocus?: boolean
  placeholder?: string
  /** Of `area`. */
  rows?: number
  readOnly?: boolean
}

/** One input of a `ContractForm`: label, required mark, length and error come from the schema and the form. */
export function Field({ name, label, hint, as = 'text', options, rows = 4, ...rest }: FieldProps) {
  const form = useForm()
  const facts = form.facts(name)
  const value = form.values[name]
  const shared = {
    ...rest,
    id: form.fieldId(name),
    name,
    label,
    description: hint,
    error: form.errors[name],
    'data-label': label,
    'data-autofocus': rest.autoFocus || undefined,
    onBlur: () => form.blur(name),
  }
  if (as === 'checkbox') {
    return (
      <Checkbox
        {...shared}
        checked={value === true}
        onChange={(event) => form.set(name, event.currentTarget.checked)}
      />
    )
  }
  const text = {
    ...shared,
    value: value === null || value === undefined ? '' : String(value),
    required: facts?.required === true && facts.min !== 0,
    onChange: (event: { currentTarget: { value: string } }) => form.set(name, event.currentTarget.value),
  }
  const maxLength = facts?.kind === 'string' && facts.max ? { maxLength: facts.max } : {}
  if (as === 'select') {
    return (
      // Mantine's own select would draw the floating layers into the first load.
      <InputBase component="select" {...text} pointer rightSection={chevron} rightSectionPointerEvents="none">
        {options?.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </InputBase>
    )
  }
  if (as === 'area') return <Textarea {...text} {...maxLength} rows={rows} resize="vertical" />
  if (as === 'password')
    return <PasswordInput {...text} {...maxLength} visibilityToggleButtonProps={toggle} />
  return (
    <TextInput
      {...text}
      {...maxLength}
      type={as}
      {...(as === 'number' && { inputMode: 'numeric' as const })}
    />
  )
}

const chevron = <IconChevronDown size={16} aria-hidden />

const toggle = {
  tabIndex: 0,
  get 'aria-label'() {
    return t('action.show_password')
  },
}
