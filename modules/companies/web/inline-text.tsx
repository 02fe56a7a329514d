import { useState } from 'react'
import { t } from './messages.ts'

interface Props {
  /** Of what, for screen readers: "Syncro id of Acme". */
  label: string
  value: string | null
  readOnly?: boolean
  maxLength?: number
  /** What stands there while there is nothing. */
  placeholder?: string
  onSave: (value: string | null) => void
}

/** A short text that is changed where it stands: click, type, Enter; Esc leaves it as it was. */
export function InlineText({ label, value, readOnly, maxLength = 64, placeholder, onSave }: Props) {
  const [typed, setTyped] = useState<string | null>(null)
  if (readOnly) return <span>{value ?? <span className="mp-muted">–</span>}</span>
  if (typed === null) {
    return (
      <button
        type="button"
        className="co-inline"
        aria-label={`${label}: ${value ?? t('company.add')}`}
        onClick={(event) => {
          event.stopPropagation()
          setTyped(value ?? '')
        }}
      >
        {value ?? <span className="mp-muted">{placeholder ?? t('company.add')}</span>}
      </button>
    )
  }
  function end(save: boolean) {
    const next = typed?.trim() || null
    setTyped(null)
    if (save && next !== value) onSave(next)
  }
  return (
    <input
      ref={focusOnce}
      className="co-inline-input"
      aria-label={label}
      maxLength={maxLength}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onClick={(event) => event.stopPropagation()}
      onBlur={() => end(true)}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key === 'Enter') end(true)
        if (event.key === 'Escape') end(false)
      }}
    />
  )
}

/** It appears because its button was pressed, so that is where typing goes on. */
const focusOnce = (input: HTMLInputElement | null) => input?.focus()
