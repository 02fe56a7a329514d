import type { Column } from '../../../platform/web/ui/index.ts'
import { formatTime, Status, Time } from '../../../platform/web/ui/index.ts'
import type { CustomerTicketItem, TicketItem } from '../contract.ts'
import { IconMessage } from './icons.ts'
import { type AtTickets, PresentDot } from './list-present.tsx'
import { FoundElsewhere, FoundSubject } from './match-text.tsx'
import { t } from './messages.ts'
import { slaWords } from './sla-words.ts'
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

/** Columns of the desk that are shown unless somebody chose others; number, customer and requester stand below the subject. */
export const usualColumns = [
  'subject',
  'status',
  'priority',
  'assignee',
  'next_due_at',
  'last_reply',
  'updated_at',
]

/** What is left of them beside a preview. */
export const narrowColumns = ['subject', 'status', 'next_due_at']

/** All columns of the desk. By priority only where the contract orders by it: what is not solved. */
export function deskColumns(
  isOpenOnly: boolean,
  shown: readonly string[] = [],
  present: AtTickets = new Map(),
): readonly TicketColumn[] {
  return [
    number,
    {
      key: 'subject',
      label: t('ticket.field.subject'),
      card: 'title',
      width: '40%',
      render: (ticket) => <Subject ticket={ticket} shown={shown} people={present.get(ticket.id)} />,
    },
    {
      key: 'company',
      label: t('ticket.field.company'),
      width: '12%',
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
      render: ({ assignee }) => (
        <span className={assignee ? 'tk-assignee' : 'tk-assignee mp-muted'}>
          {assignee?.name ?? t('ticket.list.unassigned')}
        </span>
      ),
    },
    {
      key: 'next_due_at',
      label: t('ticket.field.next_due'),
      order: { asc: 'next_due_at' },
      width: '1%',
      render: (ticket) => <TimeLeft ticket={ticket} />,
    },
    {
      key: 'last_reply',
      label: t('ticket.field.last_reply'),
      width: '1%',
      render: ({ last_reply_side: side }) =>
        side && (
          <span>
            <span className="tk-card-label">{t('ticket.field.last_reply')}: </span>
            {t(`ticket.side.${side}`)}
          </span>
        ),
    },
    updated,
    created,
    { key: 'category', label: t('ticket.field.category'), render: (ticket) => ticket.category?.name ?? '' },
    { key: 'tags', label: t('ticket.field.tags'), render: (ticket) => <Tags tags={ticket.tags} /> },
    {
      key: 'replies',
      label: t('ticket.field.replies'),
      width: '1%',
      align: 'end',
      render: (ticket) => ticket.reply_count,
    },
  ]
}

const created: TicketColumn = {
  key: 'created_at',
  label: t('ticket.field.created'),
  order: { asc: 'created_at', desc: '-created_at' },
  width: '1%',
  render: (ticket) => (
    <span className="tk-number">
      <Time at={ticket.created_at} />
    </span>
  ),
}

interface SubjectProps {
  ticket: TicketItem
  shown: readonly string[]
  people: Parameters<typeof PresentDot>[0]['people'] | undefined
}

function Subject({ ticket, shown, people }: SubjectProps) {
  const { number: called, company, requester: asked } = ticket
  const facts = { number: called, company: company?.name, requester: asked?.name }
  const below = Object.entries(facts).flatMap(([key, text]) => (text && !shown.includes(key) ? [text] : []))
  return (
    <span className="tk-subject">
      <FoundSubject {...ticket} /> {people && <PresentDot people={people} />}{' '}
      {ticket.needs_answer_since !== null && <NeedsAnswer since={ticket.needs_answer_since} />}
      <span className="tk-subject-facts mp-muted mp-small">{below.join(' · ')}</span>
      <FoundElsewhere match={ticket.match} />
    </span>
  )
}

const Tags = ({ tags }: { tags: readonly string[] }) => (
  <span className="tk-tags">
    {tags.map((tag) => (
      <span key={tag} className="tk-tag">
        {tag}
      </span>
    ))}
  </span>
)

/** What is left of the next promise; a word stands beside the colour. */
function TimeLeft({ ticket }: { ticket: TicketItem }) {
  const words = slaWords(ticket)
  if (!words) return null
  const isPlain = words.tone === 'neutral'
  return isPlain ? (
    <span className="tk-number">{words.text}</span>
  ) : (
    <Status kind={words.tone} label={words.text} />
  )
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
          <FoundSubject {...ticket} />{' '}
          {ticket.is_unread && <Status kind="success" label={t('ticket.list.new_answer')} />}
          <FoundElsewhere match={ticket.match} />
        </span>
      ),
    },
    number,
    status,
    ...(seesCompany ? [requester] : []),
    updated,
  ]
}
