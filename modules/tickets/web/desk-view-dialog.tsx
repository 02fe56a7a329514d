import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { problemOf, useCall } from '../../../platform/web/client/index.ts'
import { problemText } from '../../../platform/web/messages/index.ts'
import { Dialog, toast, useGo } from '../../../platform/web/ui/index.ts'
import type { TicketView } from '../contract/views.ts'
import { ticketsApi } from '../contract.ts'
import { type GroupBy, groupings, groupLabel } from './desk-groups.ts'
import { mayShare, viewPath } from './desk-views.ts'
import { t } from './messages.ts'

interface ViewDialogProps {
  onClose: () => void
  query: Record<string, unknown>
  columns: readonly string[]
  /** The one that is changed; a new one unless given. */
  view: TicketView | undefined
}

/** Name and grouping of a view: of a new one with what is set, or of one that is there. */
export function ViewDialog({ onClose, query, columns, view }: ViewDialogProps) {
  const [name, setName] = useState(view?.name ?? '')
  const [group_by, setGroup] = useState<GroupBy | null>(view?.group_by ?? null)
  const [isShared, setShared] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const go = useGo()
  const refreshes = [ticketsApi.listViews, ticketsApi.countViews]
  const create = useCall(ticketsApi.createView, { refreshes })
  const change = useCall(ticketsApi.changeView, { refreshes })
  const save = () => {
    const what = { name: name.trim(), group_by }
    return view
      ? change.mutateAsync({ params: { view_id: view.id }, body: { ...what, version: view.version } })
      : create.mutateAsync({ body: { ...what, query, columns: [...columns], is_shared: isShared } })
  }
  async function submit(event: { preventDefault: () => void }) {
    event.preventDefault()
    if (name.trim() === '') return setFailure(t('ticket.view.name_needed'))
    try {
      const saved = await save()
      toast.success(t('ticket.view.saved', { name: saved.name }))
      onClose()
      go(viewPath(saved))
    } catch (error) {
      setFailure(problemText(problemOf(error)))
    }
  }
  return (
    <Dialog opened onClose={onClose} title={t(view ? 'ticket.view.change_title' : 'ticket.view.save_title')}>
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
        <NativeSelect
          label={t('ticket.view.group')}
          value={group_by ?? ''}
          onChange={(event) => setGroup(groupings.find((one) => one === event.currentTarget.value) ?? null)}
          data={[
            { value: '', label: t('ticket.view.group_none') },
            ...groupings.map((one) => ({ value: one, label: groupLabel(one) })),
          ]}
        />
        {!view && mayShare() && (
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
          <Button type="submit" loading={create.isPending || change.isPending}>
            {t('ticket.view.save_go')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
