import { useMediaQuery } from '@mantine/hooks'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { IconChevronDown } from '../../../platform/web/ui/icons.ts'
import type { Ticket } from '../contract.ts'
import { t } from './messages.ts'
import { isDeskTicket } from './ticket.data.ts'
import { TicketPriority, TicketStatus } from './ticket-words.tsx'

/**
 * The facts of a ticket. Where there is no room beside the conversation they are one line above it that stays in sight, and
 * open over it: nothing moves.
 */
export function FactsFold({ ticket, children }: { ticket: Ticket; children: ReactNode }) {
  const isBeside = useMediaQuery('(min-width: 62em)', true, { getInitialValueInEffect: false })
  const [open, setOpen] = useState(false)
  const fold = useRef<HTMLDetailsElement>(null)
  useEffect(() => {
    if (!open || isBeside) return
    const leave = ({ target }: Event) => {
      if (!isInside(fold.current, target)) setOpen(false)
    }
    addEventListener('pointerdown', leave)
    addEventListener('focusin', leave)
    return () => {
      removeEventListener('pointerdown', leave)
      removeEventListener('focusin', leave)
    }
  }, [open, isBeside])
  /** Esc in a field leads to the page's title, and so out of here. */
  function close(event: KeyboardEvent) {
    const { target } = event
    if (event.key !== 'Escape' || event.defaultPrevented || isBeside || !open) return
    if (target instanceof HTMLElement && target.closest('input, select, textarea')) return
    event.preventDefault()
    setOpen(false)
    fold.current?.querySelector('summary')?.focus()
  }
  return (
    <details
      ref={fold}
      className="tk-fold"
      open={isBeside || open}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open && !isBeside)}
      onKeyDown={close}
    >
      <summary>
        <TicketStatus ticket={ticket} />
        <TicketPriority priority={ticket.priority} />
        <span className="tk-fold-helper mp-muted">
          {ticket.assignee?.name ??
            t(isDeskTicket(ticket) ? 'ticket.list.unassigned' : 'ticket.fact.helper_none')}
        </span>
        <span className="tk-fold-word">
          {t('ticket.facts')}
          <IconChevronDown size={16} aria-hidden />
        </span>
      </summary>
      <div className="tk-facts">{children}</div>
    </details>
  )
}

/** For keys that lead to a fact: it has the focus, unfolded before where it has to be. */
export function focusFact(fact: HTMLElement | null): void {
  fact?.closest('details:not([open])')?.setAttribute('open', '')
  fact?.focus()
}

/** A dialog or a toast that a fact brought about stands elsewhere on the page. */
const isInside = (fold: HTMLElement | null, target: EventTarget | null) =>
  !(target instanceof Element) || fold?.contains(target) || target.closest('dialog, .mp-toasts') !== null
