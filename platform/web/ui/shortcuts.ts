import { useEffect, useLayoutEffect, useRef } from 'react'
import { boot } from '../client/boot.ts'
import { restFocus } from './resting-place.ts'

export interface Shortcut {
  /** `mod+k`, `g t` (one after the other), `?`, `Shift+x`; `mod` is Ctrl, on a Mac ⌘. */
  keys: string
  label: string
  run: (event: KeyboardEvent) => void
}

const registered = new Set<{ current: Shortcut }>()
let pending = ''
let pendingTimer: ReturnType<typeof setTimeout> | undefined

/** A key for as long as the component is there. Single keys work outside inputs and can be switched off. */
export function useShortcut(
  keys: string,
  label: string,
  run: (event: KeyboardEvent) => void,
  enabled = true,
): void {
  const entry = useRef<Shortcut>({ keys, label, run })
  // Before the next key: an effect may come after it, and what is pressed twice would count once.
  useLayoutEffect(() => {
    entry.current = { keys, label, run }
  })
  useEffect(() => {
    if (!enabled) return
    registered.add(entry)
    return () => {
      registered.delete(entry)
    }
  }, [enabled])
}

/** All keys that work on this page now, one line per key. */
export function activeShortcuts(): Shortcut[] {
  const seen = new Map<string, Shortcut>()
  for (const { current } of registered) seen.set(current.keys, current)
  return [...seen.values()]
}

/** As if this key had been pressed outside of fields. */
export const runShortcut = (keys: string, event: KeyboardEvent): void => newest(keys)?.run(event)

/** Starts listening; called once by the app. */
export function listenForShortcuts(): void {
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return
    const pressed = nameOf(event)
    if (pressed === 'Escape' && leaves(event)) return restFocus()
    const found = belongsElsewhere(pressed, event) ? undefined : match(pressed)
    if (!found) return
    event.preventDefault()
    found.run(event)
  })
}

/** The second of two keys (`g t`) goes before a key of its own. */
function match(pressed: string): Shortcut | undefined {
  const found = (pending && newest(`${pending} ${pressed}`)) || newest(pressed)
  remember(found ? '' : pressed)
  return found
}

function newest(keys: string): Shortcut | undefined {
  return [...registered].map(({ current }) => current).findLast((one) => one.keys === keys)
}

function remember(pressed: string) {
  clearTimeout(pendingTimer)
  pending = [...registered].some(({ current }) => current.keys.startsWith(`${pressed} `)) ? pressed : ''
  pendingTimer = setTimeout(() => {
    pending = ''
  }, 1200)
}

function nameOf(event: KeyboardEvent): string {
  const mod = event.ctrlKey || event.metaKey ? 'mod+' : ''
  const alt = event.altKey ? 'Alt+' : ''
  const letter = event.key.length === 1
  const plain = letter && (event.shiftKey || mod) ? event.key.toLowerCase() : event.key
  const key = plain === ' ' ? 'Space' : plain
  const shift = event.shiftKey && (!letter || /[a-z]/i.test(event.key)) ? 'Shift+' : ''
  return `${mod}${alt}${shift}${key}`
}

const fields = 'input:not([type=checkbox]), textarea, select, [contenteditable=true]'

/** Inside a field, or below an open dialog, single keys belong to what is there. */
function typing(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null
  if (target?.isContentEditable || target?.closest(fields)) return true
  return document.querySelector('dialog:modal') !== null
}

/** To the field or dialog that has the focus, to a button under Space, or to nobody who switched single keys off. */
const belongsElsewhere = (pressed: string, event: KeyboardEvent) =>
  (isForTyping(pressed) && typing(event)) ||
  (pressed === 'Space' && presses(event)) ||
  (!pressed.includes('+') && pressed !== 'Escape' && !singleKeys())

/** Keys of their own, and Undo, which is the text's while one is typing. */
const isForTyping = (pressed: string) => !pressed.includes('+') || pressed === 'mod+z'

/** Esc leaves a field, so that single keys work again; a search box is emptied first. */
function leaves({ target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement) || document.querySelector('dialog:modal')) return false
  if (target instanceof HTMLInputElement && target.type === 'search' && target.value !== '') return false
  return target.closest(fields) !== null
}

/** Space presses what has the focus, if that can be pressed. */
const presses = ({ target }: KeyboardEvent) =>
  (target as HTMLElement | null)?.closest('button, input, summary, [role=button], [role=option]') !== null

const singleKeys = () => boot.session?.user.preferences.single_key_shortcuts !== false
