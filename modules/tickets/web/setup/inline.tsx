import { useEffect, useState } from 'react'
import type { StatusKind } from '../../../../platform/web/ui/index.ts'
import { tones } from '../../contract/setup-words.ts'
import { t } from './messages.ts'

interface TextProps {
  /** Of what: said by screen readers. */
  label: string
  value: string
  maxLength: number
  disabled?: boolean
  onSave: (value: string) => void
}

/** A text that is changed where it stands: type, then Enter or leave it; Esc takes it back. */
export function InlineText({ label, value, maxLength, disabled, onSave }: TextProps) {
  const [typed, setTyped] = useState(value)
  useEffect(() => setTyped(value), [value])
  function end() {
    const next = typed.trim()
    if (next !== '' && next !== value) onSave(next)
    else setTyped(value)
  }
  return (
    <input
      className="ds-text"
      aria-label={label}
      title={typed}
      maxLength={maxLength}
      value={typed}
      disabled={disabled}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={end}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur()
        if (event.key === 'Escape') setTyped(value)
      }}
    />
  )
}

interface CheckProps {
  label: string
  value: boolean
  disabled?: boolean
  onSave: (value: boolean) => void
}

export const InlineCheck = ({ label, value, disabled, onSave }: CheckProps) => (
  <input
    type="checkbox"
    className="ds-check"
    aria-label={label}
    checked={value}
    disabled={disabled}
    onChange={(event) => onSave(event.currentTarget.checked)}
  />
)

interface SelectProps {
  label: string
  value: string
  options: readonly { value: string; label: string }[]
  onSave: (value: string) => void
}

export const InlineSelect = ({ label, value, options, onSave }: SelectProps) => (
  <select
    className="ds-select"
    aria-label={label}
    value={value}
    onChange={(event) => onSave(event.currentTarget.value)}
  >
    {options.map((one) => (
      <option key={one.value} value={one.value}>
        {one.label}
      </option>
    ))}
  </select>
)

/** The colours, by name. */
export const toneOptions = () => tones.map((tone) => ({ value: tone, label: t(`tone.${tone}`) }))

export const toneOf = (color: string): StatusKind => tones.find((tone) => tone === color) ?? 'neutral'
