import type { Column } from '../../../platform/web/ui/index.ts'
import { formatTime, Status, Time } from '../../../platform/web/ui/index.ts'
import type { CustomerTicketItem, TicketItem } from '../contract.ts'
import { IconMessage } from './icons.ts'
import { t } from './messages.ts'
import { changedAt, type ListedTicket } from './ticket.data.ts'
import { TicketPriority, TicketStatus } from './ticket-words.tsx'

type TicketColumn = Column<TicketItem>
type SharedColumn = Column<ListedTicket>

const number: SharedColumn = {
  key: 'number',
  label: t('ticket.field.number'),
  width: '1%',
  render: (ticket) => <span className="tk-number">{ticket.number}</span>,
}

const status: SharedColumn = {
  key: 'status',
  label: t('ticket.field.status'),
  card: 'badge',
  width: '1%',
  render: (ticket) => <TicketStatus ticket={ticket} />,
}

const updated: SharedColumn = {
  key: 'updated_at',
  label: t('ticket.field.updated'),
  order: { asc: 'updated_at' },
  width: '1%',
  render: (ticket) => (
    <span className="tk-number">
      <Time at={changedAt(ticket)} />
    </span>
  ),
}

const requester: SharedColumn = {
  key: 'requester',
  label: t('ticket.field.requester'),
  render: (ticket) => ticket.requester?.name ?? '',
}

/** The desk's columns. By priority only where the contract orders by it: what is not solved. */
export function deskColumns(isOpenOnly: boolean): readonly TicketColumn[] {
  return [
    number,
    {
      key: 'subject',
      label: t('ticket.field.subject'),
      card: 'title',
      width: '30%',
      render: (ticket) => (
        <span className="tk-subject">
          {ticket.subject}{' '}
          {ticket.needs_answer_since !== null && <NeedsAnswer since={ticket.needs_answer_since} />}
        </span>
      ),
    },
    {
      key: 'company',
      label: t('ticket.field.company'),
      width: '13%',
      render: (ticket) => ticket.company?.name ?? '',
    },
    requester,
    status,
    {
      key: 'priority',
      label: t('ticket.field.priority'),
      width: '1%',
      ...(isOpenOnly && { order: { desc: '-priority' } }),
      render: (ticket) => <TicketPriority priority={ticket.priority} />,
    },
    {
      key: 'assignee',
      label: t('ticket.field.assignee'),
      render: (ticket) =>
        ticket.assignee?.name ?? <span className="mp-muted">{t('ticket.list.unassigned')}</span>,
    },
    updated,
  ]
}

/** Short, because most rows of a busy desk have it; the time stands behind it. */
function NeedsAnswer({ since }: { since: string }) {
  return (
    <span
      className="tk-needs-answer"
      title={t('ticket.list.needs_answer_since', { time: formatTime(since) })}
    >
      <IconMessage size={16} stroke={2} aria-hidden />
      <span className="mp-hidden">{t('ticket.list.needs_answer')}</span>
    </span>
  )
}

/** A customer's columns; whose ticket it is only matters to those who see the company's. */
export function customerColumns(seesCompany: boolean): readonly Column<CustomerTicketItem>[] {
  return [
    {
      key: 'subject',
      label: t('ticket.field.subject'),
      card: 'title',
      render: (ticket) => (
        <span className="tk-subject">
          {ticket.subject} {ticket.is_unread && <Status kind="success" label={t('ticket.list.new_answer')} />}
        </span>
      ),
    },
    number,
    status,
    ...(seesCompany ? [requester] : []),
    updated,
  ]
}
