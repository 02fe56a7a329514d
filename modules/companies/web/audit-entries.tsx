import { useRef, useState } from 'react'
import type { ListState } from '../../../platform/web/ui/index.ts'
import { useShortcut } from '../../../platform/web/ui/index.ts'
import type { AuditEntry } from '../contract.ts'
import { AuditDetails } from './audit-details.tsx'
import { AuditLine } from './audit-line.tsx'
import { t } from './messages.ts'

/** A sentence for each entry; it opens to what was before and after. j and k walk, Enter opens. */
export function AuditEntries({ entries, list }: { entries: readonly AuditEntry[]; list?: ListState }) {
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set())
  const root = useRef<HTMLOListElement>(null)
  const move = (step: number) => {
    const buttons = [...(root.current?.querySelectorAll<HTMLButtonElement>('.audit-line') ?? [])]
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement)
    const next = buttons[Math.max(0, Math.min(at + step, buttons.length - 1))]
    next?.focus()
    next?.scrollIntoView({ block: 'nearest' })
  }
  useShortcut('j', t('audit.key_next'), () => move(1))
  useShortcut('k', t('audit.key_previous'), () => move(-1))
  const toggle = (id: number) =>
    setOpen((before) => {
      const after = new Set(before)
      if (!after.delete(id)) after.add(id)
      return after
    })
  return (
    <ol ref={root} className="audit-list" aria-label={t('audit.title')}>
      {entries.map((entry) => (
        <li key={entry.id} data-open={open.has(entry.id) || undefined}>
          <AuditLine entry={entry} open={open.has(entry.id)} onToggle={() => toggle(entry.id)} />
          {open.has(entry.id) && <AuditDetails entry={entry} {...(list && { list })} />}
        </li>
      ))}
    </ol>
  )
}
