import { CloseButton } from '@mantine/core'
import type { ReactNode } from 'react'
import { useEffect, useId, useRef } from 'react'
import { t } from '../messages/index.ts'
import { restFocus } from './resting-place.ts'

export interface DialogProps {
  opened: boolean
  onClose: () => void
  title: string
  children: ReactNode
  /** `dialog` in the middle (default), `drawer` at the left edge, `palette` near the top without a title bar. */
  kind?: 'dialog' | 'drawer' | 'palette'
  /** In px, 480 unless said. */
  width?: number
}

/** A modal layer: the browser's own `<dialog>` keeps focus inside, closes on Esc and gives focus back. */
export function Dialog({ opened, ...rest }: DialogProps) {
  return opened ? <OpenDialog {...rest} /> : null
}

const fields = 'input:not([type=hidden]):not([readonly]), textarea, select'

function OpenDialog({ onClose, title, children, kind = 'dialog', width = 480 }: Omit<DialogProps, 'opened'>) {
  const dialog = useRef<HTMLDialogElement>(null)
  const pressedOutside = useRef(false)
  const titleId = useId()
  useEffect(() => {
    const element = dialog.current
    const before = document.activeElement
    element?.showModal()
    // The browser would take the close button, which stands first.
    const first =
      element?.querySelector<HTMLElement>('[data-autofocus]') ?? element?.querySelector<HTMLElement>(fields)
    first?.focus()
    return () => {
      element?.close()
      if (before instanceof HTMLElement && before.isConnected && before !== document.body) before.focus()
      else restFocus()
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      className={`mp-dialog mp-dialog-${kind}`}
      style={kind === 'drawer' ? undefined : { maxWidth: width }}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onMouseDown={(event) => {
        pressedOutside.current = event.target === dialog.current
      }}
      onMouseUp={(event) => {
        if (pressedOutside.current && event.target === dialog.current) onClose()
      }}
    >
      <div className="mp-dialog-body">
        <div className={kind === 'palette' ? 'mp-hidden' : 'mp-dialog-head'}>
          <h2 id={titleId}>{title}</h2>
          {kind !== 'palette' && <CloseButton onClick={onClose} aria-label={t('action.close')} />}
        </div>
        {children}
      </div>
    </dialog>
  )
}
