import { Button } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useCall } from '../../../platform/web/client/index.ts'
import { IconCheck } from '../../../platform/web/ui/icons.ts'
import {
  ErrorState,
  Loading,
  Page,
  Region,
  Time,
  toast,
  useGo,
  useShortcut,
} from '../../../platform/web/ui/index.ts'
import type { Ticket } from '../contract.ts'
import { ticketsApi } from '../contract.ts'
import './tickets.css'
import './ticket-detail.css'
import './facts-fold.css'
import { Composer } from './composer.tsx'
import { DeskFacts } from './desk-facts.tsx'
import { useEntries } from './entries.ts'
import { Entry } from './entry.tsx'
import { useMailNews } from './entry-mail.tsx'
import { CustomerFacts } from './facts.tsx'
import { History, useHistory } from './history.tsx'
import { t } from './messages.ts'
import { Missing } from './missing-ticket.tsx'
import { PresenceLine } from './presence.tsx'
import { useReading } from './reading.ts'
import { useStillComposer } from './still-composer.ts'
import { atDesk, isDeskTicket, putTicket, ticketIdOf, useNeighbours, useTicket } from './ticket.data.ts'
import { TicketActs } from './ticket-acts.tsx'
import { TicketStatus } from './ticket-words.tsx'

/** One ticket: what was said, where one answers, and the facts beside it. `T-1042` and `1042` both lead here. */
export default function TicketPage() {
  const { number = '' } = useParams({ strict: false }) as { number?: string }
  const id = ticketIdOf(number)
  if (id === null) return <Missing id={null} />
  return <TicketById key={id} id={id} />
}

function TicketById({ id }: { id: number }) {
  const { data, error, refetch } = useTicket(id)
  if (error?.status === 404) return <Missing id={id} />
  if (!data) {
    return (
      <Page title={t('tickets.one')}>
        {error ? (
          <ErrorState problem={error} retry={() => void refetch()} />
        ) : (
          <Loading rows={6} height={32} />
        )}
      </Page>
    )
  }
  return <Opened ticket={data} />
}

function Opened({ ticket }: { ticket: Ticket }) {
  const { entries, earlier, busy, loadEarlier } = useEntries(ticket)
  const newest = entries.at(-1)?.id
  const composer = useRef<HTMLElement>(null)
  const list = useRef<HTMLOListElement>(null)
  useReading(ticket.id, newest)
  useMailNews(ticket)
  useNewestInView(newest)
  useStillComposer(list, composer)
  const desk = atDesk()
  const { description } = ticket
  // It stands above until it is among the entries that are shown.
  const request = entries.some(({ id }) => id === description?.id) ? null : description
  const between = request ? earlier - 1 : earlier
  const history = useHistory(ticket.id, entries)
  return (
    <Page
      title={ticket.subject}
      description={<Byline ticket={ticket} />}
      actions={isDeskTicket(ticket) ? <TicketActs ticket={ticket} /> : <SolvedButtons ticket={ticket} />}
      facts={
        <Region>
          {isDeskTicket(ticket) ? <DeskFacts ticket={ticket} /> : <CustomerFacts ticket={ticket} />}
        </Region>
      }
    >
      <Walk number={ticket.number} />
      {request && (
        <div className="tk-entries">
          <Entry entry={request} ticketId={ticket.id} />
        </div>
      )}
      <Region>
        <History events={history.get(0)} />
      </Region>
      {between > 0 && (
        <div className="tk-earlier">
          <Button variant="default" loading={busy} onClick={() => void loadEarlier()}>
            {t('ticket.earlier', { n: between })}
          </Button>
        </div>
      )}
      <ol ref={list} className="tk-entries" aria-label={t('ticket.entries')}>
        {entries.map((entry) => (
          <li key={entry.id}>
            <Entry entry={entry} ticketId={ticket.id} />
            <History events={history.get(entry.id)} />
          </li>
        ))}
      </ol>
      {desk && <PresenceLine ticketId={ticket.id} />}
      <Composer ticket={ticket} lastSeen={newest} box={composer} />
    </Page>
  )
}

function Byline({ ticket }: { ticket: Ticket }) {
  return (
    <span className="tk-byline">
      <span className="tk-number">{ticket.number}</span>
      <TicketStatus ticket={ticket} />
      <span>
        {ticket.requester ? t('ticket.by', { name: ticket.requester.name }) : t('ticket.opened')}{' '}
        <Time at={ticket.created_at} />
      </span>
    </span>
  )
}

/** Long conversations open at their end. */
function useNewestInView(newest: number | undefined) {
  const first = useRef(newest)
  useEffect(() => {
    document.getElementById(`entry-${first.current}`)?.scrollIntoView({ block: 'nearest' })
  }, [])
}

/** The customer says whether it is solved; the desk has the status. */
function SolvedButtons({ ticket }: { ticket: Ticket }) {
  const button = useRef<HTMLButtonElement>(null)
  const params = { ticket_id: ticket.id }
  const refreshes = [ticketsApi.list]
  const reopen = useCall(ticketsApi.reopen, {
    refreshes,
    onDone: (now) => {
      putTicket(now)
      toast.success(t('ticket.reopened'))
    },
  })
  const resolve = useCall(ticketsApi.resolve, {
    refreshes,
    onDone: (now) => {
      putTicket(now)
      toast.success(t('ticket.solved'), { undo: () => reopen.mutate({ params, body: {} }) })
    },
  })
  const isSolving = ticket.may.includes('resolve')
  const call = isSolving ? resolve : reopen
  const isBusy = resolve.isPending || reopen.isPending
  const pressed = useRef(false)
  useEffect(() => {
    if (isBusy || !pressed.current) return
    pressed.current = false
    // It was switched off while it was busy, and so lost the focus.
    if (document.activeElement === document.body) button.current?.focus()
  }, [isBusy])
  function press() {
    pressed.current = true
    call.mutate({ params, body: {} }, { onError: (error) => toast.error(error) })
  }
  if (!isSolving && !ticket.may.includes('reopen')) return null
  return (
    <Button
      ref={button}
      variant="default"
      leftSection={isSolving && <IconCheck size={16} aria-hidden />}
      loading={isBusy}
      onClick={press}
    >
      {t(isSolving ? 'ticket.solve' : 'ticket.reopen')}
    </Button>
  )
}

/** `[` and `]` lead to the tickets before and after in the list one came from, `u` back to it. */
function Walk({ number }: { number: string }) {
  const { previous, next, list } = useNeighbours(number)
  const go = useGo()
  useShortcut('u', t('ticket.shortcut.back'), () => go(list))
  useShortcut(
    '[',
    t('ticket.shortcut.previous_ticket'),
    () => go(`/tickets/${previous}`),
    previous !== undefined,
  )
  useShortcut(']', t('ticket.shortcut.next_ticket'), () => go(`/tickets/${next}`), next !== undefined)
  return null
}
