import { Textarea, TextInput } from '@mantine/core'
import { useEffect, useId, useRef, useState } from 'react'
import { problemOf } from '../../../platform/web/client/index.ts'
import type { FieldOption } from '../../../platform/web/ui/index.ts'
import { announce, refusalText } from '../../../platform/web/ui/index.ts'
import { t } from './messages.ts'

export interface InlineFieldProps {
  label: string
  value: string
  /** What is shown in place of the value. */
  shown?: string | undefined
  may: boolean
  options?: readonly FieldOption[]
  area?: boolean
  save?: (value: string) => Promise<void>
}

/** A value that becomes an input when it is clicked. Enter or leaving it saves, Esc takes it back. */
export function InlineField(props: InlineFieldProps) {
  const [editing, setEditing] = useState(false)
  const opener = useRef<HTMLButtonElement>(null)
  const { label, value, shown, may } = props
  const text = shown ?? value
  function done() {
    setEditing(false)
    requestAnimationFrame(() => opener.current?.focus())
  }
  if (editing) return <Input {...props} done={done} />
  return (
    <div className="st-field">
      <div className="st-field-label">{label}</div>
      {may ? (
        <button
          ref={opener}
          type="button"
          className="st-value"
          aria-label={`${t('staff.edit_field', { label })}: ${text || '–'}`}
          onClick={() => setEditing(true)}
        >
          {text || <span className="mp-muted">–</span>}
        </button>
      ) : (
        <div className="st-value">{text || <span className="mp-muted">–</span>}</div>
      )}
    </div>
  )
}

function Input({ label, value, options, area, save, done }: InlineFieldProps & { done: () => void }) {
  const [text, setText] = useState(value)
  const [error, setError] = useState<string | null>(null)
  const running = useRef(false)
  const box = useRef<HTMLDivElement>(null)
  const id = useId()
  useEffect(() => {
    box.current?.querySelector<HTMLElement>('input, textarea, select')?.focus()
  }, [])
  async function keep(now: string) {
    if (running.current) return
    if (now.trim() === value) return done()
    running.current = true
    try {
      await save?.(now.trim())
      announce(t('staff.saved'))
      done()
    } catch (problem) {
      setError(refusalText(problemOf(problem)))
    }
    running.current = false
  }
  const shared = {
    id,
    label,
    error,
    value: text,
    onBlur: () => void keep(text),
    onChange: (event: { currentTarget: { value: string } }) => setText(event.currentTarget.value),
    onKeyDown: (event: React.KeyboardEvent) => {
      if (event.key === 'Escape') {
        event.stopPropagation()
        done()
      }
      if (event.key === 'Enter' && !area) void keep(text)
    },
  }
  return (
    <div ref={box} className="st-field">
      {options ? (
        <>
          <label htmlFor={id} className="st-field-label">
            {label}
          </label>
          <select
            id={id}
            className="st-value"
            value={text}
            onBlur={done}
            onChange={(event) => {
              setText(event.currentTarget.value)
              void keep(event.currentTarget.value)
            }}
          >
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
        </>
      ) : area ? (
        <Textarea {...shared} rows={4} />
      ) : (
        <TextInput {...shared} autoComplete="off" />
      )}
    </div>
  )
}
