import { InputBase } from '@mantine/core'
import { useRef, useState } from 'react'
import { IconChevronDown } from '../../../platform/web/ui/icons.ts'
import { useShortcut } from '../../../platform/web/ui/index.ts'
import { focusFact } from './facts-fold.tsx'

interface FactSelectProps {
  label: string
  value: string
  options: readonly { value: string; label: string }[]
  onChange: (value: string) => void
  /** The key that leads here. */
  keys?: string
  disabled?: boolean
}

/** A fact of the facts column that can be changed in place. */
export function FactSelect({ label, value, options, onChange, keys, disabled }: FactSelectProps) {
  const select = useRef<HTMLSelectElement>(null)
  // Held here until the page says the same: set back in between, the next letter typed would choose once more.
  const [shown, setShown] = useState({ of: value, value })
  if (shown.of !== value) setShown({ of: value, value })
  useShortcut(keys ?? '', label, () => focusFact(select.current), keys !== undefined)
  return (
    <InputBase
      component="select"
      ref={select}
      label={label}
      value={shown.value}
      disabled={disabled ?? false}
      onChange={(event) => {
        setShown({ of: value, value: event.currentTarget.value })
        onChange(event.currentTarget.value)
      }}
      pointer
      rightSection={<IconChevronDown size={16} aria-hidden />}
      rightSectionPointerEvents="none"
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </InputBase>
  )
}
