import type { Column } from '../../../platform/web/ui/index.ts'
import { Status, Time } from '../../../platform/web/ui/index.ts'
import type { TicketItem } from '../contract.ts'
import { t } from './messages.ts'
import { TicketPriority, TicketStatus } from './ticket-words.tsx'

type TicketColumn = Column<TicketItem>

const number: TicketColumn = {
  key: 'number',
  label: t('ticket.field.number'),
  width: '5.5rem',
  render: (ticket) => <span className="tk-number">{ticket.number}</span>,
}

const status: TicketColumn = {
  key: 'status',
  label: t('ticket.field.status'),
  card: 'badge',
  width: '11rem',
  render: (ticket) => <TicketStatus ticket={ticket} />,
}

const updated: TicketColumn = {
  key: 'updated_at',
  label: t('ticket.field.updated'),
  order: { asc: 'updated_at' },
  width: '8.5rem',
  render: (ticket) => <Time at={ticket.updated_at} />,
}

const requester: TicketColumn = {
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
      render: (ticket) => (
        <span className="tk-subject">
          {ticket.subject}
          {ticket.needs_answer_since !== null && (
            <Status kind="warning" label={t('ticket.list.needs_answer')} />
          )}
        </span>
      ),
    },
    { key: 'company', label: t('ticket.field.company'), render: (ticket) => ticket.company?.name ?? '' },
    requester,
    status,
    {
      key: 'priority',
      label: t('ticket.field.priority'),
      width: '7rem',
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

/** A customer's columns; whose ticket it is only matters to those who see the company's. */
export function customerColumns(seesCompany: boolean): readonly TicketColumn[] {
  return [
    {
      key: 'subject',
      label: t('ticket.field.subject'),
      card: 'title',
      render: (ticket) => (
        <span className="tk-subject">
          {ticket.subject}
          {ticket.is_unread && <Status kind="success" label={t('ticket.list.new_answer')} />}
        </span>
      ),
    },
    number,
    status,
    ...(seesCompany ? [requester] : []),
    updated,
  ]
}
