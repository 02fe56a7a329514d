import { CloseButton, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { t } from '../messages/index.ts'
import type { FieldOption } from './field.tsx'
import { IconSearch } from './icons.ts'
import type { ListState } from './list-state.ts'
import { runShortcut, useShortcut } from './shortcuts.ts'

export interface FilterField {
  /** Parameter of the contract's query. */
  name: string
  label: string
  /** One of these. For parameters that hold lists one value is set at a time, chips show all. */
  options: readonly FieldOption[]
}

export interface FilterBarProps {
  list: ListState
  fields?: readonly FilterField[]
  /** The parameter of the search box; `q` unless said, null for none. */
  search?: string | null
  searchLabel?: string
}

/** Search box (250 ms, `/`), a select per filter, a chip per set filter; everything stands in the URL. */
export function FilterBar({ list, fields = [], search = 'q', searchLabel }: FilterBarProps) {
  return (
    <search className="mp-filters">
      {search && <SearchBox list={list} name={search} label={searchLabel ?? t('action.search')} />}
      {fields.map((field) => (
        <label key={field.name} className="mp-filter">
          <span className="mp-hidden">{field.label}</span>
          <select
            value={valuesOf(list, field.name)[0] ?? ''}
            data-set={valuesOf(list, field.name).length > 0 || undefined}
            onChange={(event) => list.set({ [field.name]: event.currentTarget.value })}
          >
            <option value="">{field.label}</option>
            {field.options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
        </label>
      ))}
      <Chips list={list} fields={fields} />
    </search>
  )
}

function SearchBox({ list, name, label }: { list: ListState; name: string; label: string }) {
  const stands = String(list.query[name] ?? '')
  const [text, setText] = useState(stands)
  const box = useRef<HTMLInputElement>(null)
  const latest = useRef(list)
  latest.current = list
  useShortcut('/', t('shortcut.search_list'), () => box.current?.focus())
  useEffect(() => setText(stands), [stands])
  useEffect(() => {
    if (text === stands) return
    const timer = setTimeout(() => latest.current.set({ [name]: text.trim() }, { replace: true }), 250)
    return () => clearTimeout(timer)
  }, [text, stands, name])
  return (
    <TextInput
      ref={box}
      className="mp-search"
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      // Down into what was found.
      onKeyDown={(event) => event.key === 'ArrowDown' && runShortcut('j', event.nativeEvent)}
    />
  )
}

function Chips({ list, fields }: Required<Pick<FilterBarProps, 'list' | 'fields'>>) {
  const chips = fields.flatMap((field) =>
    valuesOf(list, field.name).map((value) => ({ field, value, label: labelOf(field, value) })),
  )
  if (chips.length === 0 && list.ignored.length === 0) return null
  return (
    <ul className="mp-chips">
      {chips.map(({ field, value, label }) => (
        <li key={`${field.name} ${value}`} className="mp-chip">
          {label}
          <CloseButton
            size="xs"
            aria-label={t('list.remove_filter', { label })}
            onClick={() =>
              list.set({ [field.name]: valuesOf(list, field.name).filter((one) => one !== value) })
            }
          />
        </li>
      ))}
      {list.ignored.map((name) => (
        <li key={name} className="mp-chip">
          <s>{name}</s> {t('list.ignored')}
        </li>
      ))}
      <li>
        <button type="button" className="mp-link" onClick={list.clear}>
          {t('action.clear_filters')}
        </button>
      </li>
    </ul>
  )
}

function valuesOf(list: ListState, name: string): string[] {
  const value = list.query[name]
  if (value === undefined || value === null) return []
  return (Array.isArray(value) ? value : [value]).map(String)
}

const labelOf = (field: FilterField, value: string) =>
  `${field.label}: ${field.options.find((option) => option.value === value)?.label ?? value}`
