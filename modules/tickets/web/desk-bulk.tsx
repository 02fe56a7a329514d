import { Button } from '@mantine/core'
import { useState } from 'react'
import { api, boot, hasPermission, problemOf, refresh, useCall } from '../../../platform/web/client/index.ts'
import type { Selection } from '../../../platform/web/ui/index.ts'
import { ConfirmDialog, toast } from '../../../platform/web/ui/index.ts'
import type { BulkAction } from '../contract/bulk.ts'
import { ticketsApi } from '../contract.ts'
import { BulkReply, BulkTags } from './desk-bulk-dialogs.tsx'
import { labelText, t } from './messages.ts'
import { useOptions } from './ticket.data.ts'

interface BulkBarProps {
  selection: Selection
  /** What the list asks for, to change all that it finds. */
  query: Record<string, unknown>
  /** A change of all that match began: its id. */
  onBegun: (id: number) => void
}

/** `null`: what is selected; else so many, all that match. */
type Reach = number | null

/** What can be done with many tickets: the selected ones, or all that match. */
export function BulkBar({ selection, query, onBegun }: BulkBarProps) {
  const [all, setAll] = useState<Reach>(null)
  const [waiting, setWaiting] = useState<BulkAction | null>(null)
  const { run, isPending } = useBulk({ selection, query, all, onBegun })
  const n = all ?? selection.keys.size
  // What reaches further than the eye is asked twice.
  const act = (action: BulkAction) => (all === null && !action.delete ? void run(action) : setWaiting(action))
  const ask = (action: BulkAction) => act(action)
  return (
    <div className="tk-bulk" aria-busy={isPending}>
      <AllThatMatch query={query} all={all} setAll={setAll} />
      <Choices act={ask} />
      <BulkTags act={ask} />
      <BulkReply n={n} act={(action) => void run(action)} />
      {boot.session?.user.is_super_admin && (
        <Button size="compact-sm" variant="subtle" color="red" onClick={() => ask({ delete: true })}>
          {t('ticket.bulk.delete')}
        </Button>
      )}
      <ConfirmDialog
        opened={waiting !== null}
        onClose={() => setWaiting(null)}
        title={t('ticket.bulk.sure', { n })}
        consequence={t(waiting?.delete ? 'ticket.bulk.sure_delete' : 'ticket.bulk.sure_text', { n })}
        action={t(waiting?.delete ? 'ticket.bulk.delete' : 'ticket.bulk.change', { n })}
        dangerous={waiting?.delete === true}
        run={async () => waiting && run(waiting)}
      />
    </div>
  )
}

/** Whether this person may change many at once. */
export const mayChangeMany = () => hasPermission('tickets.answer')

function useBulk({ selection, query, all, onBegun }: BulkBarProps & { all: Reach }) {
  const change = useCall(ticketsApi.changeMany)
  const undo = (bulk_id: number) =>
    api(ticketsApi.undoBulk, { params: { bulk_id } }).then(
      () => {
        toast.success(t('ticket.bulk.undone'))
        void refresh(ticketsApi.list)
      },
      (error) => toast.error(problemOf(error)),
    )
  async function run(action: BulkAction): Promise<void> {
    const which =
      all === null ? { ids: [...selection.keys].map(Number) } : { filter: filterOf(query), expected: all }
    try {
      const answer = await change.mutateAsync({ body: { ...which, action } })
      selection.clear()
      if (!('change_id' in answer)) return onBegun(answer.id)
      const { change_id, done, skipped, failed } = answer
      const words = t('ticket.bulk.done', { n: done.length })
      const rest = skipped.length + failed.length
      const text = rest === 0 ? words : `${words} ${t('ticket.bulk.left', { n: rest })}`
      const undoable = done.length > 0 && !action.delete && Object.keys(action).some((one) => one !== 'reply')
      toast.success(text, undoable ? { undo: () => void undo(change_id) } : {})
      void refresh(ticketsApi.list)
    } catch (error) {
      toast.error(problemOf(error), { text: t('ticket.bulk.not_done') })
    }
  }
  return { run, isPending: change.isPending }
}

/** The filters alone, as the contract of the change takes them. */
function filterOf(query: Record<string, unknown>): Record<string, unknown> {
  const { sort: _, after: __, limit: ___, count: ____, ...filter } = query
  return filter
}

function AllThatMatch({
  query,
  all,
  setAll,
}: Pick<BulkBarProps, 'query'> & { all: Reach; setAll: (n: Reach) => void }) {
  const [busy, setBusy] = useState(false)
  async function count() {
    setBusy(true)
    try {
      const { after: _, ...asked } = query
      const { total = 0 } = await api(ticketsApi.list, { query: { ...asked, limit: 1, count: true } })
      setAll(total)
    } catch (error) {
      toast.error(problemOf(error))
    }
    setBusy(false)
  }
  if (all !== null) {
    return (
      <Button size="compact-sm" variant="subtle" onClick={() => setAll(null)}>
        {t('ticket.bulk.only_selected', { n: all })}
      </Button>
    )
  }
  return (
    <Button size="compact-sm" variant="subtle" loading={busy} onClick={count}>
      {t('ticket.bulk.all_matching')}
    </Button>
  )
}

/** Status, priority and assignee: chosen is done. */
function Choices({ act }: { act: (action: BulkAction) => void }) {
  const { statuses = [], priorities = [], assignees = [], categories = [] } = useOptions() ?? {}
  const named = (all: readonly { key: string; label: string }[]) =>
    all.map(({ key, label }) => ({ value: key, label: labelText(label) }))
  return (
    <>
      <Pick label={t('ticket.field.status')} options={named(statuses)} run={(status) => act({ status })} />
      <Pick
        label={t('ticket.field.priority')}
        options={named(priorities)}
        run={(priority) => act({ priority })}
      />
      <Pick
        label={t('ticket.field.assignee')}
        options={[
          { value: 'null', label: t('ticket.list.unassigned') },
          ...assignees.map(({ id, name }) => ({ value: String(id), label: name })),
        ]}
        run={(id) => act({ assigned_user_id: id === 'null' ? null : Number(id) })}
      />
      {categories.length > 0 && (
        <Pick
          label={t('ticket.field.category')}
          options={[
            { value: 'null', label: t('ticket.filter.no_category') },
            ...categories.map(({ id, name }) => ({ value: String(id), label: name })),
          ]}
          run={(id) => act({ category_id: id === 'null' ? null : Number(id) })}
        />
      )}
    </>
  )
}

interface PickProps {
  label: string
  options: readonly { value: string; label: string }[]
  run: (value: string) => void
}

function Pick({ label, options, run }: PickProps) {
  return (
    <select
      className="tk-bulk-pick"
      aria-label={t('ticket.bulk.set', { field: label })}
      value=""
      onChange={(event) => event.currentTarget.value && run(event.currentTarget.value)}
    >
      <option value="">{label} …</option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  )
}
