import { Button, Checkbox } from '@mantine/core'
import { useState } from 'react'
import { api, problemOf, refresh, useCall } from '../../../platform/web/client/index.ts'
import { problemText } from '../../../platform/web/messages/index.ts'
import {
  type Choice,
  ConfirmDialog,
  Dialog,
  Menu,
  type MenuItem,
  Picker,
  toast,
  useGo,
} from '../../../platform/web/ui/index.ts'
import { findCustomers } from '../../companies/web/index.tsx'
import type { DeskTicket } from '../contract.ts'
import { ticketsApi } from '../contract.ts'
import { IconDots } from './icons.ts'
import { t } from './messages.ts'
import { putTicket } from './ticket.data.ts'

/** Notes are on paper only where somebody asks for them (web §7.6). */
function printWithNotes() {
  const { dataset } = document.documentElement
  dataset.notes = 'printed'
  addEventListener('afterprint', () => delete dataset.notes, { once: true })
  // The menu is gone by then.
  setTimeout(() => print())
}

/** What is seldom done with a ticket: print its notes, hand it to another company, delete it. */
export function TicketActs({ ticket }: { ticket: DeskTicket }) {
  const [open, setOpen] = useState<'move' | 'delete' | null>(null)
  const go = useGo()
  const items: MenuItem[] = [
    { label: t('ticket.print_notes'), run: printWithNotes },
    ...(ticket.may.includes('manage') ? [{ label: t('ticket.move.title'), run: () => setOpen('move') }] : []),
    ...(ticket.may.includes('delete')
      ? [{ label: t('ticket.delete.title'), danger: true, run: () => setOpen('delete') }]
      : []),
  ]
  const params = { ticket_id: ticket.id }
  async function restore() {
    try {
      await api(ticketsApi.restore, { params })
      void refresh(ticketsApi.list)
      go(`/tickets/${ticket.number}`)
    } catch (error) {
      toast.error(problemOf(error))
    }
  }
  return (
    <>
      <Menu label={t('ticket.acts')} button={<IconDots size={18} aria-hidden />} items={items} />
      {open === 'move' && <Move ticket={ticket} onClose={() => setOpen(null)} />}
      <ConfirmDialog
        opened={open === 'delete'}
        onClose={() => setOpen(null)}
        title={t('ticket.delete.ask', { number: ticket.number })}
        consequence={t('ticket.delete.text', { n: ticket.reply_count })}
        action={t('ticket.delete.title')}
        run={async () => {
          await api(ticketsApi.remove, { params })
          void refresh(ticketsApi.list)
          toast.success(t('ticket.delete.done', { number: ticket.number }), { undo: () => void restore() })
          go('/tickets')
        }}
      />
    </>
  )
}

function Move({ ticket, onClose }: { ticket: DeskTicket; onClose: () => void }) {
  const [company, setCompany] = useState<Choice | null>(null)
  const [sure, setSure] = useState(false)
  const move = useCall(ticketsApi.change, {
    refreshes: [ticketsApi.list],
    onDone: (now) => {
      putTicket(now)
      toast.success(t('ticket.move.done', { number: ticket.number, company: company?.label ?? '' }))
      onClose()
    },
  })
  const body = { company_id: Number(company?.value), confirm: true, version: ticket.version }
  return (
    <Dialog opened onClose={onClose} title={t('ticket.move.ask', { number: ticket.number })}>
      <p>{t('ticket.move.text')}</p>
      <Picker
        label={t('ticket.field.company')}
        placeholder={t('ticket.new.company_placeholder')}
        value={company}
        load={findCustomers}
        onChange={setCompany}
      />
      <Checkbox
        mt={12}
        label={t('ticket.move.sure')}
        checked={sure}
        onChange={(event) => setSure(event.currentTarget.checked)}
      />
      {move.error && (
        <p role="alert" className="mp-error-text">
          {problemText(move.error)}
        </p>
      )}
      <div className="mp-dialog-actions">
        <Button variant="default" onClick={onClose}>
          {t('ticket.entry.cancel')}
        </Button>
        <Button
          disabled={!company || !sure}
          loading={move.isPending}
          onClick={() => move.mutate({ params: { ticket_id: ticket.id }, body })}
        >
          {t('ticket.move.title')}
        </Button>
      </div>
    </Dialog>
  )
}
