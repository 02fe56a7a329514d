import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useCallback, useEffect, useId, useRef, useState } from 'react'
import { Link } from './link.tsx'

export interface MenuItem {
  label: string
  icon?: Icon
  /** A path of the portal, or an action. */
  to?: string
  run?: () => void
  danger?: boolean
}

export interface MenuProps {
  /** What the button is called; shown unless `button` is given. */
  label: string
  /** Content of the button in place of the label. */
  button?: ReactNode
  className?: string
  items: readonly MenuItem[]
  /** Shown above the items. */
  head?: ReactNode
  align?: 'start' | 'end'
}

/** A button that opens a menu: ↑ ↓ Home End, first letter, Esc; focus goes back to the button. */
export function Menu({ label, button, className, items, head, align = 'end' }: MenuProps) {
  const [opened, setOpened] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const trigger = useRef<HTMLButtonElement>(null)
  const id = useId()
  const close = useCallback(() => {
    setOpened(false)
    trigger.current?.focus()
  }, [])
  useEffect(() => {
    if (!opened) return
    itemsOf(root.current)[0]?.focus()
    const outside = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) setOpened(false)
    }
    const press = (event: KeyboardEvent) => move(event, root.current, close)
    const box = root.current
    box?.addEventListener('keydown', press)
    document.addEventListener('pointerdown', outside)
    return () => {
      box?.removeEventListener('keydown', press)
      document.removeEventListener('pointerdown', outside)
    }
  }, [opened, close])
  return (
    <div ref={root} className="mp-menu-root">
      <button
        ref={trigger}
        type="button"
        className={className ?? 'mp-menu-button'}
        aria-haspopup="menu"
        aria-expanded={opened}
        aria-controls={opened ? id : undefined}
        aria-label={button ? label : undefined}
        onClick={() => setOpened(!opened)}
      >
        {button ?? label}
      </button>
      {opened && (
        <div className={`mp-menu mp-menu-${align}`}>
          {head}
          <div id={id} role="menu" aria-label={label}>
            {items.map((item) => (
              <MenuEntry key={item.label} item={item} close={close} />
            ))}
          </div>
        </div>
      )}
    </div>
  )
}

function MenuEntry({ item, close }: { item: MenuItem; close: () => void }) {
  const { icon: Icon } = item
  const content = (
    <>
      {Icon && <Icon size={18} stroke={1.75} aria-hidden />}
      {item.label}
    </>
  )
  const className = item.danger ? 'mp-menu-item mp-error-text' : 'mp-menu-item'
  if (item.to) {
    return (
      <Link to={item.to} role="menuitem" tabIndex={-1} className={className} onClick={close}>
        {content}
      </Link>
    )
  }
  function press() {
    close()
    item.run?.()
  }
  return (
    <button type="button" role="menuitem" tabIndex={-1} className={className} onClick={press}>
      {content}
    </button>
  )
}

const itemsOf = (root: HTMLElement | null) => [
  ...(root?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? []),
]

function move(event: KeyboardEvent, root: HTMLElement | null, close: () => void) {
  if (event.target instanceof HTMLInputElement && event.key !== 'Escape') return
  const all = itemsOf(root)
  const at = all.indexOf(document.activeElement as HTMLElement)
  const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }
  const step = steps[event.key]
  if (event.key === 'Escape' || event.key === 'Tab') close()
  else if (step !== undefined) all.at(step % all.length)?.focus()
  else if (event.key.length === 1) {
    all.find((item) => item.textContent?.trim().toLowerCase().startsWith(event.key.toLowerCase()))?.focus()
  }
  if (step !== undefined || event.key === 'Escape') event.preventDefault()
}
