import { Button } from '@mantine/core'
import { useState } from 'react'
import { api, boot, hasPermission, problemOf } from '../../../platform/web/client/index.ts'
import type { MenuItem } from '../../../platform/web/ui/index.ts'
import { Menu, toast, useShortcut } from '../../../platform/web/ui/index.ts'
import { ticketsApi } from '../contract.ts'
import type { Asking, Bulk } from './desk-bulk-run.ts'
import { t } from './messages.ts'

/** Whether this person may change many at once. */
export const mayChangeMany = () => hasPermission('tickets.answer')

/** What can be done with many tickets, five things at hand and the rest behind a button; each has a key. */
export function BulkBar({ bulk, query }: { bulk: Bulk; query: Record<string, unknown> }) {
  const more: MenuItem[] = [
    { label: t('ticket.bulk.category'), run: () => bulk.ask('category') },
    { label: t('ticket.bulk.note'), run: () => bulk.ask('note') },
    ...(boot.session?.user.is_super_admin
      ? [{ label: t('ticket.bulk.delete'), danger: true, run: () => bulk.ask('delete') }]
      : []),
  ]
  return (
    <div className="tk-bulk" aria-busy={bulk.isPending}>
      <AllThatMatch query={query} bulk={bulk} />
      <Act bulk={bulk} what="assignee" label={t('ticket.field.assignee')} keys="A" />
      <Act bulk={bulk} what="status" label={t('ticket.field.status')} keys="S" />
      <Act bulk={bulk} what="priority" label={t('ticket.field.priority')} keys="P" />
      <Act bulk={bulk} what="tags" label={t('ticket.field.tags')} keys="L" />
      <Act bulk={bulk} what="reply" label={t('ticket.bulk.reply')} keys="R" />
      <Menu label={t('ticket.bulk.more')} items={more} className="tk-bulk-more" />
    </div>
  )
}

function Act({ bulk, what, label, keys }: { bulk: Bulk; what: Asking; label: string; keys: string }) {
  return (
    <Button
      size="compact-sm"
      variant="default"
      aria-keyshortcuts={keys}
      title={`${label} (${keys})`}
      onClick={() => bulk.ask(what)}
    >
      {label}
    </Button>
  )
}

/** The same by keys, also for the one row that they stand on. */
export function useBulkKeys(bulk: Bulk, isSelected: boolean): void {
  const may = mayChangeMany()
  const any = may && bulk.n > 0
  useShortcut('a', t('ticket.shortcut.bulk_assignee'), () => bulk.ask('assignee'), any)
  useShortcut('s', t('ticket.shortcut.bulk_status'), () => bulk.ask('status'), any)
  useShortcut('p', t('ticket.shortcut.bulk_priority'), () => bulk.ask('priority'), any)
  useShortcut('l', t('ticket.shortcut.bulk_tags'), () => bulk.ask('tags'), any)
  useShortcut('r', t('ticket.shortcut.bulk_reply'), () => bulk.ask('reply'), may && isSelected)
  useShortcut('i', t('ticket.shortcut.bulk_note'), () => bulk.ask('note'), may && isSelected)
}

function AllThatMatch({ query, bulk }: { query: Record<string, unknown>; bulk: Bulk }) {
  const [busy, setBusy] = useState(false)
  async function count() {
    setBusy(true)
    try {
      const { after: _, ...asked } = query
      const { total = 0 } = await api(ticketsApi.list, { query: { ...asked, limit: 1, count: true } })
      bulk.setAll(total)
    } catch (error) {
      toast.error(problemOf(error))
    }
    setBusy(false)
  }
  const { all } = bulk
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      loading={busy}
      onClick={() => (all === null ? void count() : bulk.setAll(null))}
    >
      {all === null ? t('ticket.bulk.all_matching') : t('ticket.bulk.only_selected', { n: all })}
    </Button>
  )
}
