import type { KeyboardEvent, ReactNode } from 'react'
import { useEffect, useId, useState } from 'react'
import { t } from '../messages/index.ts'

export interface Choice {
  value: string
  label: string
  /** Muted second part. */
  hint?: string | undefined
  icon?: ReactNode
  /** Entries with the same group stand below its name. */
  group?: string
}

export interface PickListProps {
  label: string
  placeholder?: string
  choices: readonly Choice[]
  /** What was typed; filtering is the caller's. */
  query: string
  onQuery: (query: string) => void
  onPick: (choice: Choice) => void
  /** Marked as the present one. */
  value?: string | undefined
  /** Below the list when it is empty; "Nothing found" unless said. */
  empty?: ReactNode
  /** Without the search box (few entries); the list itself takes the focus. */
  plain?: boolean
}

/** A search box with a list below (ARIA combobox): ↑ ↓ Enter. Palette, company switcher and pickers are made of it. */
export function PickList({
  label,
  placeholder,
  choices,
  query,
  onQuery,
  onPick,
  value,
  empty,
  plain,
}: PickListProps) {
  const [at, setAt] = useState(0)
  const id = useId()
  const signature = choices.map((choice) => choice.value).join('|')
  useEffect(() => setAt(signature ? 0 : -1), [signature])
  const active = choices[at] ? `${id}-${at}` : undefined
  useEffect(() => {
    if (active) document.getElementById(active)?.scrollIntoView({ block: 'nearest' })
  }, [active])

  function press(event: KeyboardEvent) {
    const chosen = choices[at]
    if (event.key === 'ArrowDown') setAt(Math.min(at + 1, choices.length - 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0))
    else if (event.key === 'Enter' && chosen) onPick(chosen)
    else return
    event.preventDefault()
  }
  const list = { 'aria-activedescendant': active, onKeyDown: press, 'aria-label': label }
  return (
    <div className="mp-pick">
      {!plain && (
        <input
          {...list}
          className="mp-pick-input"
          role="combobox"
          aria-expanded
          aria-controls={id}
          aria-autocomplete="list"
          autoComplete="off"
          data-autofocus
          placeholder={placeholder ?? label}
          value={query}
          onChange={(event) => onQuery(event.currentTarget.value)}
        />
      )}
      <div
        id={id}
        role="listbox"
        className="mp-pick-list"
        {...(plain ? { ...list, tabIndex: 0, 'data-autofocus': true } : { 'aria-label': label })}
      >
        {choices.map((choice, index) => (
          <Option
            key={choice.value}
            id={`${id}-${index}`}
            choice={choice}
            active={index === at}
            present={choice.value === value}
            group={choice.group !== choices[index - 1]?.group ? choice.group : undefined}
            pick={() => onPick(choice)}
          />
        ))}
      </div>
      {choices.length === 0 && <p className="mp-pick-empty mp-muted">{empty ?? t('pick.nothing')}</p>}
      <span className="mp-hidden" aria-live="polite">
        {query && t('pick.results', { n: choices.length })}
      </span>
    </div>
  )
}

interface OptionProps {
  id: string
  choice: Choice
  active: boolean
  present: boolean
  group: string | undefined
  pick: () => void
}

function Option({ id, choice, active, present, group, pick }: OptionProps) {
  return (
    <>
      {group && (
        <div className="mp-pick-group" role="presentation">
          {group}
        </div>
      )}
      <div
        id={id}
        role="option"
        tabIndex={-1}
        aria-selected={active}
        aria-current={present || undefined}
        className={active ? 'mp-pick-item mp-pick-active' : 'mp-pick-item'}
        onClick={pick}
        onKeyDown={(event) => event.key === 'Enter' && pick()}
      >
        {choice.icon}
        <span className="mp-pick-label">{choice.label}</span>
        {choice.hint && <span className="mp-muted mp-small">{choice.hint}</span>}
      </div>
    </>
  )
}
