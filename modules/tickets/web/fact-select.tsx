import { InputBase } from '@mantine/core'
import { useRef } from 'react'
import { IconChevronDown } from '../../../platform/web/ui/icons.ts'
import { useShortcut } from '../../../platform/web/ui/index.ts'

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
  useShortcut(keys ?? '', label, () => select.current?.focus(), keys !== undefined)
  return (
    <InputBase
      component="select"
      ref={select}
      label={label}
      value={value}
      disabled={disabled ?? false}
      onChange={(event) => onChange(event.currentTarget.value)}
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
