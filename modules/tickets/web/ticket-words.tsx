import type { StatusKind } from '../../../platform/web/ui/index.ts'
import { Status } from '../../../platform/web/ui/index.ts'
import type { TicketItem } from '../contract.ts'
import { labelText } from './messages.ts'
import { useOptions } from './ticket.data.ts'

const tones = ['neutral', 'info', 'waiting', 'success', 'warning', 'danger'] as const
const toneOfKind = { open: 'info', pending: 'waiting', resolved: 'success', closed: 'neutral' } as const

const toneOf = (color: string | undefined): StatusKind | undefined => tones.find((tone) => tone === color)

/** Customers' tickets have no key: their colour is that of the kind. */
type Shown = Pick<TicketItem, 'status_kind' | 'status_label'> & { status?: string }

/** The status in the reader's words, with the colour that the desk gave it. */
export function TicketStatus({ ticket }: { ticket: Shown }) {
  const found = useOptions()?.statuses.find((status) => status.key === ticket.status)
  return (
    <Status
      kind={toneOf(found?.color) ?? toneOfKind[ticket.status_kind]}
      label={labelText(ticket.status_label)}
    />
  )
}

/** The priority as a word; only what is above normal is coloured. */
export function TicketPriority({ priority }: { priority: string }) {
  const found = useOptions()?.priorities.find((one) => one.key === priority)
  const label = labelText(found?.label ?? priority)
  // Customers are not offered every priority, but see the one that the desk has set.
  const tone = toneOf(found?.color ?? (priority === 'urgent' ? 'danger' : undefined))
  return tone === 'warning' || tone === 'danger' ? <Status kind={tone} label={label} /> : <span>{label}</span>
}
