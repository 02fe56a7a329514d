import { useState } from 'react'
import { boot } from '../../../platform/web/client/index.ts'
import type { Choice } from '../../../platform/web/ui/index.ts'
import { ConfirmDialog, Dialog, PickList } from '../../../platform/web/ui/index.ts'
import type { BulkAction } from '../contract/bulk.ts'
import { BulkReply, BulkTags } from './desk-bulk-dialogs.tsx'
import { type Bulk, useReached } from './desk-bulk-run.ts'
import { labelText, t } from './messages.ts'
import { useOptions } from './ticket.data.ts'

const picks = ['status', 'priority', 'assignee', 'category'] as const
type Pick = (typeof picks)[number]

/** Asks what is to be done with the tickets that are meant, and once more where it reaches further than the eye. */
export function BulkAsks({ bulk }: { bulk: Bulk }) {
  const [waiting, setWaiting] = useState<BulkAction | null>(null)
  const { asking, all, n } = bulk
  const close = () => bulk.ask(null)
  function act(action: BulkAction) {
    close()
    if (all === null) void bulk.run(action)
    else setWaiting(action)
  }
  const people = useReached(bulk.which, waiting !== null)
  const isDelete = asking === 'delete' || waiting?.delete === true
  const picked = picks.find((one) => one === asking)
  return (
    <>
      {picked && <PickOne what={picked} n={n} act={act} close={close} />}
      {asking === 'tags' && <BulkTags act={act} close={close} />}
      {(asking === 'reply' || asking === 'note') && (
        <BulkReply
          bulk={bulk}
          isNote={asking === 'note'}
          close={close}
          act={(action) => {
            close()
            void bulk.run(action)
          }}
        />
      )}
      <ConfirmDialog
        opened={waiting !== null || asking === 'delete'}
        onClose={() => {
          setWaiting(null)
          if (asking === 'delete') close()
        }}
        title={t('ticket.bulk.sure', { n })}
        consequence={[
          t(isDelete ? 'ticket.bulk.sure_delete' : 'ticket.bulk.sure_text', { n }),
          ...(people === undefined ? [] : [t('ticket.bulk.concerned', { n: people })]),
        ].join(' ')}
        action={isDelete ? t('ticket.bulk.delete') : t('ticket.bulk.change', { n })}
        dangerous={isDelete}
        run={() => bulk.run(waiting ?? { delete: true })}
      />
    </>
  )
}

/** One of what there is, found by typing; chosen is done. */
function PickOne(props: { what: Pick; n: number; act: (action: BulkAction) => void; close: () => void }) {
  const { what, n, act, close } = props
  const [typed, setTyped] = useState('')
  const title = t('ticket.bulk.set', { field: t(`ticket.field.${what}`), n })
  const words = typed.toLowerCase().trim()
  const choices = useChoices(what).filter(({ label }) => label.toLowerCase().includes(words))
  return (
    <Dialog opened onClose={close} title={title} kind="palette">
      <PickList
        label={title}
        choices={choices}
        query={typed}
        onQuery={setTyped}
        onPick={({ value }) => act(actionOf(what, value))}
      />
    </Dialog>
  )
}

function useChoices(what: Pick): Choice[] {
  const { statuses = [], priorities = [], assignees = [], categories = [] } = useOptions() ?? {}
  const keyed = what === 'status' ? statuses : what === 'priority' ? priorities : []
  if (keyed.length > 0) return keyed.map(({ key, label }) => ({ value: key, label: labelText(label) }))
  const mine = boot.session?.user.id
  const first = assignees.filter(({ id }) => id === mine)
  const named = what === 'assignee' ? [...new Set([...first, ...assignees])] : categories
  const none = what === 'assignee' ? t('ticket.list.unassigned') : t('ticket.filter.no_category')
  return [
    ...named.map(({ id, name }) => ({ value: String(id), label: name })),
    { value: 'null', label: none },
  ]
}

function actionOf(what: Pick, value: string): BulkAction {
  if (what === 'status') return { status: value }
  if (what === 'priority') return { priority: value }
  const id = value === 'null' ? null : Number(value)
  return what === 'assignee' ? { assigned_user_id: id } : { category_id: id }
}
