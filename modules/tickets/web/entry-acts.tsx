import { Suspense, useState } from 'react'
import { api, useApi } from '../../../platform/web/client/index.ts'
import {
  ConfirmDialog,
  Dialog,
  Menu,
  type MenuItem,
  RichText,
  Time,
  toast,
} from '../../../platform/web/ui/index.ts'
import type { Reply } from '../contract.ts'
import { ticketsApi } from '../contract.ts'
import { EditEntry, refreshTicket } from './entry-edit.tsx'
import { IconDots } from './icons.ts'
import { t } from './messages.ts'
import { atDesk } from './ticket.data.ts'

interface ActsProps {
  entry: Reply
  ticketId: number
}

/** What can be done with an entry: edit, remove, and at the desk read what it said before. */
export function EntryActs({ entry, ticketId }: ActsProps) {
  const [open, setOpen] = useState<'edit' | 'remove' | 'versions' | null>(null)
  const items: MenuItem[] = [
    ...(entry.can_edit && entry.body_source !== null
      ? [{ label: t('ticket.entry.edit'), run: () => setOpen('edit') }]
      : []),
    ...(entry.edited_at && atDesk()
      ? [{ label: t('ticket.entry.versions'), run: () => setOpen('versions') }]
      : []),
    ...(entry.can_edit
      ? [{ label: t('ticket.entry.remove'), danger: true, run: () => setOpen('remove') }]
      : []),
  ]
  if (items.length === 0) return null
  const close = () => setOpen(null)
  const params = { ticket_id: ticketId, reply_id: entry.id }
  return (
    <>
      <Menu
        label={t('ticket.entry.acts', { name: entry.author.name })}
        button={<IconDots size={18} aria-hidden />}
        className="tk-entry-acts"
        items={items}
      />
      <Dialog opened={open === 'edit'} onClose={close} title={t('ticket.entry.edit')} width={680}>
        <EditEntry entry={entry} ticketId={ticketId} done={close} />
      </Dialog>
      <Dialog opened={open === 'versions'} onClose={close} title={t('ticket.entry.versions')} width={680}>
        <Suspense>
          <Versions entry={entry} ticketId={ticketId} />
        </Suspense>
      </Dialog>
      <ConfirmDialog
        opened={open === 'remove'}
        onClose={close}
        title={t('ticket.entry.remove_title')}
        consequence={t('ticket.entry.remove_text', { n: entry.attachments.length })}
        action={t('ticket.entry.remove')}
        run={async () => {
          await api(ticketsApi.removeReply, { params })
          await refreshTicket(ticketId)
          toast.success(t('ticket.entry.removed_toast'))
        }}
      />
    </>
  )
}

function Versions({ entry, ticketId }: ActsProps) {
  const { data } = useApi(ticketsApi.listReplyVersions, {
    params: { ticket_id: ticketId, reply_id: entry.id },
  })
  return (
    <ol className="tk-entries">
      {data?.items.map(({ number, body_html, replaced_by, replaced_at }) => (
        <li key={number}>
          <p className="mp-muted mp-small">
            {t('ticket.entry.replaced', { name: replaced_by ?? t('ticket.entry.system') })}{' '}
            <Time at={replaced_at} />
          </p>
          <RichText html={body_html} />
        </li>
      ))}
    </ol>
  )
}
