import { useEffect } from 'react'
import { refresh } from '../../../platform/web/client/index.ts'
import { hasText, translateAny } from '../../../platform/web/messages/index.ts'
import type { Reply, Ticket } from '../contract.ts'
import { ticketsApi } from '../contract.ts'
import { reasonOf } from './mail-reason.ts'
import { t } from './messages.ts'
import { isDeskTicket, ticketNow } from './ticket.data.ts'

type Delivery = NonNullable<ReturnType<typeof deliveriesOf>>[number]

const lookAgainMs = 4_000
const freshMs = 60_000
/** In the order in which they matter. */
const states = ['failed', 'bounced', 'withheld', 'queued', 'sent'] as const

function deliveriesOf(ticketId: number, entryId: number) {
  const ticket = ticketNow(ticketId)
  if (!ticket || !isDeskTicket(ticket)) return null
  return ticket.deliveries.filter(({ reply_id }) => reply_id === entryId)
}

/** Mail goes some moments after the entry, and no event says so: looks again for a minute, once for all entries. */
export function useMailNews(ticket: Ticket): void {
  const waiting = isDeskTicket(ticket)
    ? ticket.replies.filter(
        ({ id, side }) =>
          side === 'staff' && !ticket.deliveries.some((mail) => mail.reply_id === id && isOver(mail)),
      )
    : []
  const until = Math.max(0, ...waiting.map(({ created_at }) => Date.parse(created_at) + freshMs))
  useEffect(() => {
    const timer = setInterval(() => {
      if (Date.now() > until) clearInterval(timer)
      else void refresh(ticketsApi.read, { params: { ticket_id: ticket.id } })
    }, lookAgainMs)
    return () => clearInterval(timer)
  }, [until, ticket.id])
}

/** What became of the mails about an entry: one line that unfolds to the people; the desk sees it. */
export function EntryMail({ entry, ticketId }: { entry: Reply; ticketId: number }) {
  const mails = deliveriesOf(ticketId, entry.id)
  if (!mails || mails.length === 0) return null
  const summary = states
    .map((state) => ({ state, n: mails.filter((mail) => mail.state === state).length }))
    .filter(({ n }) => n > 0)
    .map(({ state, n }) => t(`ticket.mail.${state}`, { n }))
  return (
    <details className="tk-mail">
      <summary className="mp-muted mp-small">{t('ticket.mail.line', { states: summary.join(', ') })}</summary>
      <ul className="mp-small">
        {mails.map((mail) => (
          <li key={mail.address} className="tk-mail-one" data-state={mail.state}>
            {mail.name ? `${mail.name}, ${mail.address}` : mail.address} – {words(mail)}
          </li>
        ))}
      </ul>
    </details>
  )
}

const isOver = ({ state }: Delivery) => state !== 'queued'

const words = ({ state, reason }: Delivery) =>
  reason ? `${t(`ticket.mail.${state}_one`)}: ${inWords(reason)}` : t(`ticket.mail.${state}_one`)

/** The mail server's number stays behind the words, for whoever looks it up there. */
function inWords(code: string): string {
  const { word, number } = reasonOf(code)
  const key = `ticket.mail.why.${word}`
  if (!hasText(key)) return t('ticket.mail.why.other', { code })
  return number ? `${translateAny(key)} (${number})` : translateAny(key)
}
