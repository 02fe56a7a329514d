import { lazy, Suspense, useState } from 'react'
import { useCall } from '../../../platform/web/client/index.ts'
import { IconChevronDown } from '../../../platform/web/ui/icons.ts'
import type { ListState, MenuItem } from '../../../platform/web/ui/index.ts'
import { ConfirmDialog, Menu, toast, useGo } from '../../../platform/web/ui/index.ts'
import type { TicketView } from '../contract/views.ts'
import { ticketsApi } from '../contract.ts'
import { ColumnChooser, type Columns } from './desk-columns.tsx'
import { ViewDialog } from './desk-view-dialog.tsx'
import { movable, questionOf, useViews, viewName, viewPath } from './desk-views.ts'
import { t } from './messages.ts'

/** With the texts of the table that it shares with the pages that set up the desk. */
const ViewOrder = lazy(async () => {
  const { loadTexts } = await import('./setup/messages.ts')
  await loadTexts()
  return import('./desk-view-order.tsx')
})

interface ViewMenuProps {
  list: ListState
  view: TicketView | undefined
  columns: Columns
}

type Asking = 'save' | 'change' | 'remove' | 'order' | 'columns'

/** Everything about what the list shows: what is set becomes a view, a view takes the changes or goes, columns, order. */
export function ViewMenu({ list, view, columns }: ViewMenuProps) {
  const [asking, setAsking] = useState<Asking | null>(null)
  const close = () => setAsking(null)
  const { update, remove } = useSaving()
  const views = useViews()
  const { view_id: _, after: __, ...own } = list.query
  const query = questionOf(view, list.query)
  const asks = (label: string, what: Asking, danger = false): MenuItem => ({
    label,
    run: () => setAsking(what),
    danger,
  })
  const [mine] = movable(view ? [view] : [])
  const hasOwn = Object.keys(own).length > 0
  const items: MenuItem[] = [
    asks(t('ticket.columns.button'), 'columns'),
    asks(t('ticket.view.save'), 'save'),
    ...(mine && hasOwn
      ? [
          {
            label: t('ticket.view.update', { name: mine.name }),
            run: () => update(mine, query, columns.columns),
          },
        ]
      : []),
    ...(mine ? [asks(t('ticket.view.change'), 'change')] : []),
    ...(movable(views).length > 1 ? [asks(t('ticket.view.order'), 'order')] : []),
    ...(mine ? [asks(t('ticket.view.remove'), 'remove', true)] : []),
  ]
  return (
    <>
      <Menu
        label={t('ticket.view.menu')}
        className="mp-menu-button tk-view-menu"
        button={
          <>
            {t('ticket.view.menu')} <IconChevronDown size={16} aria-hidden />
          </>
        }
        items={items}
      />
      <ColumnChooser {...columns} opened={asking === 'columns'} onClose={close} />
      {(asking === 'save' || asking === 'change') && (
        <ViewDialog
          onClose={close}
          query={query}
          columns={columns.columns}
          view={asking === 'change' ? view : undefined}
        />
      )}
      {asking === 'order' && (
        <Suspense>
          <ViewOrder onClose={close} />
        </Suspense>
      )}
      {view && (
        <ConfirmDialog
          opened={asking === 'remove'}
          onClose={close}
          title={t('ticket.view.remove_title', { name: viewName(view) })}
          consequence={t('ticket.view.remove_text')}
          action={t('ticket.view.remove')}
          run={() => remove(view)}
        />
      )}
    </>
  )
}

/** A view takes what is set now, or goes. */
function useSaving() {
  const go = useGo()
  const refreshes = [ticketsApi.listViews, ticketsApi.countViews]
  const change = useCall(ticketsApi.changeView, {
    refreshes,
    onDone: (saved) => {
      toast.success(t('ticket.view.saved', { name: saved.name }))
      go(viewPath(saved))
    },
  })
  const remove = useCall(ticketsApi.deleteView, { refreshes, onDone: () => go('/tickets') })
  return {
    update: ({ id, version }: TicketView, query: Record<string, unknown>, columns: readonly string[]) =>
      change.mutate(
        { params: { view_id: id }, body: { query, columns: [...columns], version } },
        { onError: (problem) => toast.error(problem) },
      ),
    remove: ({ id }: TicketView) => remove.mutateAsync({ params: { view_id: id } }),
  }
}
