import { Button, CloseButton } from '@mantine/core'
import { useEffect, useRef, useSyncExternalStore } from 'react'
import type { ApiProblem } from '../client/problem.ts'
import { problemText, t } from '../messages/index.ts'
import { useShortcut } from './shortcuts.ts'

interface Toast {
  id: number
  kind: 'success' | 'error'
  text: string
  detail?: string
  action?: { label: string; run: () => void }
}

let toasts: readonly Toast[] = []
let lastId = 0
const listeners = new Set<() => void>()

/** Short messages at the bottom right. Errors stay until they are closed. */
export const toast = {
  /** `undo` is a real inverse call; then it stays for 10 s, else 5 s. */
  success(text: string, options: { undo?: () => void } = {}) {
    const action = options.undo && { label: t('action.undo'), run: options.undo }
    show({ kind: 'success', text, ...(action && { action }) })
  },
  /** What must not be missed: it stays until it is closed. */
  alert(text: string, options: { detail?: string; action?: { label: string; run: () => void } } = {}) {
    show({ kind: 'error', text, ...options })
  },
  /** `text` says what was not saved; the problem says why. */
  error(problem: ApiProblem, options: { text?: string; retry?: () => void } = {}) {
    const action = options.retry && { label: t('action.retry'), run: options.retry }
    const why = problemText(problem)
    show({
      kind: 'error',
      text: options.text ?? why,
      ...(options.text && { detail: why }),
      ...(action && { action }),
    })
  },
}

function show(part: Omit<Toast, 'id'>) {
  toasts = [...toasts, { ...part, id: ++lastId }].slice(-3)
  for (const listener of listeners) listener()
}

function drop(id: number) {
  toasts = toasts.filter((one) => one.id !== id)
  for (const listener of listeners) listener()
}

/** Where toasts appear; drawn once by the app, above open dialogs. */
export function Toasts() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => toasts,
  )
  const region = useRef<HTMLDivElement>(null)
  const undoable = shown.findLast((one) => one.action && one.kind === 'success')
  useShortcut('mod+z', t('action.undo'), () => press(undoable), undoable !== undefined)
  useEffect(() => {
    const element = region.current
    if (!element?.showPopover) return
    // Opened anew for each message: only then it lies above a dialog that was opened meanwhile.
    if (element.matches(':popover-open')) element.hidePopover()
    if (shown.length > 0) element.showPopover()
  }, [shown])
  return (
    <section
      ref={region}
      popover="manual"
      className="mp-toasts"
      aria-live="polite"
      aria-label={t('toast.region')}
    >
      {shown.map((one) => (
        <ToastCard key={one.id} toast={one} />
      ))}
    </section>
  )
}

function press(one: Toast | undefined) {
  one?.action?.run()
  if (one) drop(one.id)
}

function ToastCard({ toast: one }: { toast: Toast }) {
  const card = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (one.kind === 'error') return
    // Each second counts only while nobody points at it or looks elsewhere.
    let left = one.action ? 10 : 5
    const timer = setInterval(() => {
      if (document.hidden || card.current?.matches(':hover, :focus-within')) return
      left -= 1
      if (left <= 0) drop(one.id)
    }, 1000)
    return () => clearInterval(timer)
  }, [one])
  return (
    <div ref={card} className={`mp-toast mp-toast-${one.kind}`}>
      <span className="mp-dot" aria-hidden />
      <div className="mp-toast-text">
        {one.text}
        {one.detail && <div className="mp-small mp-muted">{one.detail}</div>}
      </div>
      {one.action && (
        <Button size="compact-sm" variant="subtle" onClick={() => press(one)}>
          {one.action.label}
        </Button>
      )}
      <CloseButton size="sm" onClick={() => drop(one.id)} aria-label={t('action.close')} />
    </div>
  )
}
