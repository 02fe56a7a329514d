import { useEffect, useState } from 'react'
import { api, problemOf, refresh, useApi, useCall } from '../../../platform/web/client/index.ts'
import type { Selection } from '../../../platform/web/ui/index.ts'
import { toast } from '../../../platform/web/ui/index.ts'
import type { BulkAction } from '../contract/bulk.ts'
import { ticketsApi } from '../contract.ts'
import { filterOf } from './list-question.ts'
import { t } from './messages.ts'

/** What somebody is about to do with many tickets. */
export type Asking = 'status' | 'priority' | 'assignee' | 'category' | 'tags' | 'reply' | 'note' | 'delete'

interface BulkProps {
  selection: Selection
  /** The row that the keys stand on: what is done without a selection is done to it. */
  current: number | null
  /** What the list asks for, to change all that it finds. */
  query: Record<string, unknown>
  /** A change of all that match began: its id. */
  onBegun: (id: number) => void
  /** Tickets were changed, or put back: the list is read anew. */
  onChanged: () => void
}

export type Which = { ids: number[] } | { filter: Record<string, unknown>; expected: number }

/** The change of many that is being put together: of which tickets, what is asked, and how it is done. */
export function useBulk({ selection, current, query, onBegun, onChanged }: BulkProps) {
  const [all, setAll] = useState<number | null>(null)
  const [asking, setAsking] = useState<Asking | null>(null)
  const change = useCall(ticketsApi.changeMany)
  const { keys } = selection
  // Whoever selects anew means what is selected.
  useEffect(() => {
    if (keys) setAll(null)
  }, [keys])
  const ids = keys.size > 0 ? [...keys].map(Number) : current === null ? [] : [current]
  const which: Which = all === null ? { ids } : { filter: filterOf(query), expected: all }

  function changed() {
    void refresh(ticketsApi.list)
    onChanged()
  }
  async function run(action: BulkAction): Promise<void> {
    try {
      const answer = await change.mutateAsync({ body: { ...which, action } })
      selection.clear()
      setAll(null)
      if (!('change_id' in answer)) return onBegun(answer.id)
      tell(answer, action, changed)
    } catch (error) {
      toast.error(problemOf(error), { text: t('ticket.bulk.not_done') })
    }
  }
  return {
    which,
    n: all ?? ids.length,
    all,
    setAll,
    asking,
    ask: setAsking,
    run,
    isPending: change.isPending,
  }
}

export type Bulk = ReturnType<typeof useBulk>

/** How many people asked in these tickets or are in copy: those whom an answer is mailed to. */
export function useReached(which: Which, enabled = true): number | undefined {
  const query = 'ids' in which ? { ids: which.ids } : which.filter
  return useApi(ticketsApi.bulkPeople, { query }, { staleTime: 10_000, enabled }).data?.people
}

interface Answer {
  change_id: number
  done: readonly number[]
  skipped: readonly unknown[]
  failed: readonly unknown[]
}

function tell({ change_id, done, skipped, failed }: Answer, action: BulkAction, changed: () => void): void {
  const words = t('ticket.bulk.done', { n: done.length })
  const rest = skipped.length + failed.length
  const text = rest === 0 ? words : `${words} ${t('ticket.bulk.left', { n: rest })}`
  const isUndoable = done.length > 0 && !action.delete && Object.keys(action).some((one) => one !== 'reply')
  toast.success(text, isUndoable ? { undo: () => void undo(change_id, changed) } : {})
  changed()
}

async function undo(bulk_id: number, changed: () => void): Promise<void> {
  try {
    await api(ticketsApi.undoBulk, { params: { bulk_id } })
    toast.success(t('ticket.bulk.undone'))
    changed()
  } catch (error) {
    toast.error(problemOf(error))
  }
}
