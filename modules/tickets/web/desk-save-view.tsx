import { Button } from '@mantine/core'
import { useState } from 'react'
import { useCall } from '../../../platform/web/client/index.ts'
import type { ListState } from '../../../platform/web/ui/index.ts'
import { ConfirmDialog, toast, useGo } from '../../../platform/web/ui/index.ts'
import type { TicketView } from '../contract/views.ts'
import { ticketsApi } from '../contract.ts'
import { ViewDialog } from './desk-view-dialog.tsx'
import { mayShare, questionOf, viewName, viewPath } from './desk-views.ts'
import { t } from './messages.ts'

interface SaveViewProps {
  list: ListState
  view: TicketView | undefined
  columns: readonly string[]
}

/** What is set can be kept under a name; a view of one's own takes the changes, or goes. */
export function SaveView({ list, view, columns }: SaveViewProps) {
  const [asking, setAsking] = useState<'save' | 'change' | 'remove' | null>(null)
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
  const { view_id: _, after: __, ...own } = list.query
  const hasOwn = Object.keys(own).length > 0
  const mayChange = view !== undefined && !view.is_system && (!view.is_shared || mayShare())
  const query = questionOf(view, list.query)
  return (
    <>
      {hasOwn && (
        <Button variant="subtle" size="compact-sm" onClick={() => setAsking('save')}>
          {t('ticket.view.save')}
        </Button>
      )}
      {mayChange && hasOwn && (
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() =>
            change.mutate(
              { params: { view_id: view.id }, body: { query, columns: [...columns], version: view.version } },
              { onError: (problem) => toast.error(problem) },
            )
          }
        >
          {t('ticket.view.update', { name: view.name })}
        </Button>
      )}
      {mayChange && !hasOwn && (
        <>
          <Button variant="subtle" size="compact-sm" onClick={() => setAsking('change')}>
            {t('ticket.view.change')}
          </Button>
          <Button variant="subtle" size="compact-sm" onClick={() => setAsking('remove')}>
            {t('ticket.view.remove')}
          </Button>
        </>
      )}
      {(asking === 'save' || asking === 'change') && (
        <ViewDialog
          onClose={() => setAsking(null)}
          query={query}
          columns={columns}
          view={asking === 'change' ? view : undefined}
        />
      )}
      {view && (
        <ConfirmDialog
          opened={asking === 'remove'}
          onClose={() => setAsking(null)}
          title={t('ticket.view.remove_title', { name: viewName(view) })}
          consequence={t('ticket.view.remove_text')}
          action={t('ticket.view.remove')}
          run={() => remove.mutateAsync({ params: { view_id: view.id } })}
        />
      )}
    </>
  )
}
