import { Button, Checkbox, TextInput } from '@mantine/core'
import { useState } from 'react'
import { hasPermission, problemOf, useCall } from '../../../platform/web/client/index.ts'
import { problemText } from '../../../platform/web/messages/index.ts'
import type { ListState } from '../../../platform/web/ui/index.ts'
import { ConfirmDialog, Dialog, toast, useGo } from '../../../platform/web/ui/index.ts'
import type { TicketView } from '../contract/views.ts'
import { ticketsApi } from '../contract.ts'
import { questionOf, viewName, viewPath } from './desk-views.ts'
import { t } from './messages.ts'

interface SaveViewProps {
  list: ListState
  view: TicketView | undefined
  columns: readonly string[]
}

const mayShare = () => hasPermission('tickets.configure')

/** What is set can be kept under a name; a view of one's own takes the changes, or goes. */
export function SaveView({ list, view, columns }: SaveViewProps) {
  const [asking, setAsking] = useState<'save' | 'remove' | null>(null)
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
        <Button variant="subtle" size="compact-sm" onClick={() => setAsking('remove')}>
          {t('ticket.view.remove')}
        </Button>
      )}
      <NameDialog
        opened={asking === 'save'}
        onClose={() => setAsking(null)}
        query={query}
        columns={columns}
      />
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

interface NameDialogProps {
  opened: boolean
  onClose: () => void
  query: Record<string, unknown>
  columns: readonly string[]
}

function NameDialog({ opened, onClose, query, columns }: NameDialogProps) {
  const [name, setName] = useState('')
  const [isShared, setShared] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const go = useGo()
  const save = useCall(ticketsApi.createView, { refreshes: [ticketsApi.listViews, ticketsApi.countViews] })
  async function submit(event: { preventDefault: () => void }) {
    event.preventDefault()
    if (name.trim() === '') return setFailure(t('ticket.view.name_needed'))
    try {
      const body = { name: name.trim(), query, columns: [...columns], is_shared: isShared }
      const view = await save.mutateAsync({ body })
      toast.success(t('ticket.view.saved', { name: view.name }))
      setName('')
      onClose()
      go(viewPath(view))
    } catch (error) {
      setFailure(problemText(problemOf(error)))
    }
  }
  return (
    <Dialog opened={opened} onClose={onClose} title={t('ticket.view.save_title')}>
      <form onSubmit={submit} className="mp-stack">
        <TextInput
          label={t('ticket.view.name')}
          value={name}
          maxLength={60}
          error={failure}
          onChange={(event) => {
            setFailure(null)
            setName(event.currentTarget.value)
          }}
        />
        {mayShare() && (
          <Checkbox
            label={t('ticket.view.share')}
            checked={isShared}
            onChange={(event) => setShared(event.currentTarget.checked)}
          />
        )}
        <div className="mp-dialog-actions">
          <Button variant="default" onClick={onClose}>
            {t('ticket.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t('ticket.view.save_go')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
