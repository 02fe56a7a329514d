import { Button } from '@mantine/core'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import type { EntryForm } from './entry-form.ts'
import { IconMessage } from './icons.ts'
import { t } from './messages.ts'
import { atDesk } from './ticket.data.ts'

const CannedPicker = lazy(() => import('./canned-picker.tsx'))

const boxOf = (form: EntryForm['form']) => {
  const box = document.getElementById(form.fieldId('body'))
  return box instanceof HTMLTextAreaElement ? box : null
}

const isLineStart = ({ value, selectionStart: at }: HTMLTextAreaElement) => at === 0 || value[at - 1] === '\n'

/** Texts that are said often: by the button, or by `/` at the beginning of a line. */
export function CannedInsert({ ticketId, form }: { ticketId: number; form: EntryForm['form'] }) {
  const [opened, setOpened] = useState<'key' | 'button' | null>(null)
  const place = useRef(0)
  const latest = useRef(form)
  latest.current = form
  const id = form.fieldId('body')
  useEffect(() => {
    const box = document.getElementById(id)
    if (!(box instanceof HTMLTextAreaElement) || !atDesk()) return
    const press = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || !isLineStart(box)) return
      event.preventDefault()
      place.current = box.selectionStart
      setOpened('key')
    }
    box.addEventListener('keydown', press)
    return () => box.removeEventListener('keydown', press)
  }, [id])
  if (!atDesk()) return null

  function open() {
    place.current = boxOf(form)?.selectionStart ?? String(form.values.body).length
    setOpened('button')
  }
  /** Puts the text where the cursor was, and the cursor behind it. */
  function insert(text: string) {
    const before = String(latest.current.values.body)
    const at = Math.min(place.current, before.length)
    latest.current.set('body', before.slice(0, at) + text + before.slice(at))
    setOpened(null)
    requestAnimationFrame(() => {
      const box = boxOf(latest.current)
      box?.focus()
      box?.setSelectionRange(at + text.length, at + text.length)
    })
  }
  return (
    <div className="mp-row">
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconMessage size={16} aria-hidden />}
        onClick={open}
      >
        {t('canned_pick.pick')}
      </Button>
      {opened && (
        <Suspense>
          <CannedPicker
            ticketId={ticketId}
            onClose={() => (opened === 'key' ? insert('/') : setOpened(null))}
            onText={insert}
          />
        </Suspense>
      )}
    </div>
  )
}
