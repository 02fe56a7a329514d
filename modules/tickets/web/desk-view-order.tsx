import { Button } from '@mantine/core'
import { useRef, useState } from 'react'
import { api, problemOf, refresh } from '../../../platform/web/client/index.ts'
import { Dialog, toast } from '../../../platform/web/ui/index.ts'
import type { TicketView } from '../contract/views.ts'
import { ticketsApi } from '../contract.ts'
import { movable, useViews } from './desk-views.ts'
import { t } from './messages.ts'
import { OrderTable } from './setup/order-table.tsx'
import './setup/setup.css'

/** Puts one's own views in order, and the shared ones if one may: by buttons, by keys, or by dragging. */
export default function ViewOrder({ onClose }: { onClose: () => void }) {
  const views = movable(useViews())
  const groups = [
    { label: t('ticket.view.shared'), views: views.filter(({ is_shared }) => is_shared) },
    { label: t('ticket.view.own'), views: views.filter(({ is_shared }) => !is_shared) },
  ].filter((group) => group.views.length > 0)
  return (
    <Dialog opened onClose={onClose} title={t('ticket.view.order_title')} width={440}>
      <p className="mp-muted tk-order-text">{t('ticket.view.order_text')}</p>
      {groups.map((group) => (
        <div key={group.label} className="tk-order">
          <Group {...group} />
        </div>
      ))}
      <div className="mp-dialog-actions">
        <Button onClick={onClose}>{t('ticket.columns.done')}</Button>
      </div>
    </Dialog>
  )
}

function Group({ label, views }: { label: string; views: readonly TicketView[] }) {
  const { rows, move } = useOrder(views)
  return (
    <OrderTable
      label={label}
      rows={rows}
      columns={[{ key: 'name', label, render: ({ name }) => name }]}
      rowKey={({ id }) => id}
      rowLabel={({ name }) => name}
      onMove={move}
    />
  )
}

/** Shown at once, kept by the server one move after the other; what is refused goes back. */
function useOrder(views: readonly TicketView[]) {
  const [ids, setIds] = useState<readonly number[] | null>(null)
  const queue = useRef(Promise.resolve())
  const rows = ids ? [...views].sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id)) : views
  function move({ id }: TicketView, place: number) {
    const others = rows.flatMap((one) => (one.id === id ? [] : [one.id]))
    setIds([...others.slice(0, place - 1), id, ...others.slice(place - 1)])
    queue.current = queue.current
      .then(async () => {
        await api(ticketsApi.changeView, { params: { view_id: id }, body: { position: place } })
      })
      .catch((error) => {
        toast.error(problemOf(error))
        setIds(null)
      })
      .finally(() => void refresh(ticketsApi.listViews))
  }
  return { rows, move }
}
