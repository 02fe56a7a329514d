import { CloseButton, Input } from '@mantine/core'
import { useEffect, useId, useRef, useState } from 'react'
import { t } from '../messages/index.ts'
import type { ContractForm } from './contract-form.ts'
import type { Choice } from './pick-list.tsx'
import { PickList } from './pick-list.tsx'

export interface PickerProps {
  label: string
  hint?: string
  /** What is chosen; null for nothing. */
  value: Choice | null
  onChange: (choice: Choice | null) => void
  /** Finds entries; asked with '' when opened, then 250 ms after the last key. */
  load: (query: string, signal: AbortSignal) => Promise<readonly Choice[]>
  placeholder?: string
  error?: string | undefined
  required?: boolean
  /** With `name`: the field of this form that it stands for, so that the summary of errors names it and leads there. */
  form?: Pick<ContractForm, 'fieldId' | 'errors' | 'facts'>
  name?: string
  /** May be emptied; true unless said. */
  clearable?: boolean
}

/** Chooses one entry of a long list on the server: people, companies. A slower answer never replaces a newer one. */
export function Picker({
  label,
  hint,
  value,
  onChange,
  load,
  placeholder,
  error,
  required,
  form,
  name = '',
  clearable = true,
}: PickerProps) {
  const wrong = error ?? form?.errors[name]
  const facts = form?.facts(name)
  const [opened, setOpened] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const trigger = useRef<HTMLButtonElement>(null)
  const id = useId()
  useEffect(() => {
    if (!opened) return
    root.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus()
    const outside = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) setOpened(false)
    }
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      event.stopPropagation()
      event.preventDefault()
      setOpened(false)
      trigger.current?.focus()
    }
    const box = root.current
    box?.addEventListener('keydown', press)
    document.addEventListener('pointerdown', outside)
    return () => {
      box?.removeEventListener('keydown', press)
      document.removeEventListener('pointerdown', outside)
    }
  }, [opened])

  function pick(choice: Choice | null) {
    onChange(choice)
    setOpened(false)
    trigger.current?.focus()
  }
  return (
    <Input.Wrapper
      id={id}
      label={label}
      description={hint}
      error={wrong}
      required={required ?? (facts?.required === true && facts.min !== 0)}
      labelElement="div"
    >
      <div ref={root} className="mp-picker">
        <button
          ref={trigger}
          type="button"
          id={form?.fieldId(name)}
          data-label={label}
          aria-invalid={wrong ? true : undefined}
          className="mp-picker-button"
          aria-haspopup="listbox"
          aria-expanded={opened}
          aria-label={`${label}: ${value?.label ?? placeholder ?? ''}`}
          onClick={() => setOpened(!opened)}
        >
          {value ? value.label : <span className="mp-muted">{placeholder}</span>}
        </button>
        {value && clearable && (
          <CloseButton
            className="mp-picker-clear"
            size="sm"
            onClick={() => pick(null)}
            aria-label={t('pick.clear')}
          />
        )}
        {opened && (
          <div className="mp-menu mp-menu-start mp-picker-menu">
            <Results label={label} value={value?.value} load={load} pick={pick} />
          </div>
        )}
      </div>
    </Input.Wrapper>
  )
}

interface ResultsProps extends Pick<PickerProps, 'label' | 'load'> {
  value: string | undefined
  pick: (choice: Choice) => void
}

function Results({ label, value, load, pick }: ResultsProps) {
  const [query, setQuery] = useState('')
  const { choices, busy } = useChoices(query, load)
  return (
    <PickList
      label={label}
      placeholder={t('action.search')}
      choices={choices}
      query={query}
      onQuery={setQuery}
      onPick={pick}
      value={value}
      empty={busy ? t('list.loading') : t('pick.nothing')}
    />
  )
}

/** Loads choices 250 ms after the last key, and drops the answer of an older question. */
export function useChoices(query: string, load: PickerProps['load']) {
  const [found, setFound] = useState<{ choices: readonly Choice[]; busy: boolean }>({
    choices: [],
    busy: true,
  })
  const latest = useRef(load)
  latest.current = load
  useEffect(() => {
    const gone = new AbortController()
    const timer = setTimeout(
      () => {
        setFound((before) => ({ ...before, busy: true }))
        latest.current(query, gone.signal).then(
          (choices) => gone.signal.aborted || setFound({ choices, busy: false }),
          () => gone.signal.aborted || setFound({ choices: [], busy: false }),
        )
      },
      query ? 250 : 0,
    )
    return () => {
      clearTimeout(timer)
      gone.abort()
    }
  }, [query])
  return found
}
