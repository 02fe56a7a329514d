import { Button } from '@mantine/core'
import { Suspense } from 'react'
import { hasPermission, problemOf, useCall, useSignedIn } from '../../../platform/web/client/index.ts'
import { Fact, Link, toast } from '../../../platform/web/ui/index.ts'
import { CallerConfirmation } from '../../companies/web/index.tsx'
import type { DeskTicket as Ticket } from '../contract.ts'
import { ticketsApi } from '../contract.ts'
import { ConflictNotice } from './conflict-notice.tsx'
import { NotedFacts, PolicyFact, RequesterFact } from './desk-more-facts.tsx'
import { FactSelect } from './fact-select.tsx'
import { Dates } from './facts.tsx'
import { FactsFold } from './facts-fold.tsx'
import { Files } from './files-fact.tsx'
import { labelText, t } from './messages.ts'
import { OtherTickets } from './other-tickets.tsx'
import { People } from './people-fact.tsx'
import { SlaClocks } from './sla-clocks.tsx'
import { TagsFact } from './tags-fact.tsx'
import { putTicket, useAssignees, useOptions } from './ticket.data.ts'
import { useTicketChange, type Wish } from './ticket-change.ts'
import { reachable } from './ticket-ways.ts'

interface PartProps {
  ticket: Ticket
  change: (wish: Wish) => void
}

/** What the desk knows of a ticket, and changes in place. */
export function DeskFacts({ ticket }: { ticket: Ticket }) {
  const { change, conflict, dismiss } = useTicketChange(ticket.id)
  return (
    <>
      {conflict && <ConflictNotice conflict={conflict} change={change} dismiss={dismiss} />}
      <FactsFold ticket={ticket}>
        <StatusFact ticket={ticket} change={change} />
        <PriorityFact ticket={ticket} change={change} />
        <AssigneeFact ticket={ticket} change={change} />
        <PolicyFact ticket={ticket} change={change} />
        <SlaClocks ticket={ticket} />
        <CategoryFact ticket={ticket} change={change} />
        <Fact label={t('ticket.field.company')}>
          <CompanyName company={ticket.company} />
        </Fact>
        <RequesterFact ticket={ticket} change={change} />
        <Caller ticket={ticket} />
        <People ticket={ticket} />
        <TagsFact ticket={ticket} />
        <NotedFacts ticket={ticket} change={change} />
        <Dates ticket={ticket} />
        <Files ticket={ticket} />
        <OtherTickets ticket={ticket} />
      </FactsFold>
    </>
  )
}

/** Whoever calls about this ticket, confirmed by a code. */
function Caller({ ticket: { id, company, requester } }: { ticket: Ticket }) {
  const userId = requester?.id ?? null
  if (!company || userId === null) return null
  return (
    <Suspense>
      <CallerConfirmation company_id={company.id} user_id={userId} subject={{ type: 'ticket', id }} />
    </Suspense>
  )
}

const mayChange = (ticket: Ticket) => ticket.may.includes('change')

function StatusFact({ ticket, change }: PartProps) {
  const all = useOptions()?.statuses ?? []
  const own = { key: ticket.status, label: ticket.status_label, kind: ticket.status_kind }
  const offered = reachable(ticket.status_kind, all)
  const options = offered.some(({ key }) => key === own.key) ? offered : [own, ...offered]
  function choose(key: string) {
    const to = all.find((status) => status.key === key)
    if (!to) return
    const label = labelText(to.label)
    const before = { status: own.key, status_kind: own.kind, status_label: own.label }
    const isWayBack = reachable(to.kind, [own]).length > 0
    change({
      field: { status: key },
      shown: { status: to.key, status_kind: to.kind, status_label: to.label },
      done: t('ticket.change.status', { number: ticket.number, status: label }),
      ...(isWayBack && { undo: undoing(ticket, { status: own.key }, before) }),
    })
  }
  return (
    <FactSelect
      label={t('ticket.field.status')}
      keys="s"
      value={ticket.status}
      disabled={!mayChange(ticket)}
      options={options.map(({ key, label }) => ({ value: key, label: labelText(label) }))}
      onChange={choose}
    />
  )
}

const undoing = (ticket: Ticket, field: Wish['field'], shown: Wish['shown']) => ({
  field,
  shown,
  done: t('ticket.change.undone', { number: ticket.number }),
})

function PriorityFact({ ticket, change }: PartProps) {
  const all = useOptions()?.priorities ?? []
  const known = all.some(({ key }) => key === ticket.priority)
  const options = known ? all : [{ key: ticket.priority, label: ticket.priority }, ...all]
  const labelOf = (key: string) => labelText(options.find((one) => one.key === key)?.label ?? key)
  return (
    <FactSelect
      label={t('ticket.field.priority')}
      keys="p"
      value={ticket.priority}
      disabled={!mayChange(ticket)}
      options={options.map(({ key }) => ({ value: key, label: labelOf(key) }))}
      onChange={(priority) =>
        change({
          field: { priority },
          shown: { priority },
          done: t('ticket.change.priority', { number: ticket.number, priority: labelOf(priority) }),
          undo: undoing(ticket, { priority: ticket.priority }, { priority: ticket.priority }),
        })
      }
    />
  )
}

function AssigneeFact({ ticket, change }: PartProps) {
  const { user } = useSignedIn()
  const take = useCall(ticketsApi.take, { onDone: putTicket, refreshes: [ticketsApi.list] })
  const people = useAssignees(true, ticket.company?.id ?? null)
  const { assignee } = ticket
  const isListed = assignee === null || people.some(({ id }) => id === assignee.id)
  const options = isListed ? people : [{ id: assignee.id ?? 0, name: assignee.name }, ...people]
  function choose(value: string) {
    const to = options.find(({ id }) => String(id) === value) ?? null
    change({
      field: { assigned_user_id: to?.id ?? null },
      shown: { assignee: to },
      done: to
        ? t('ticket.change.assignee', { number: ticket.number, name: to.name })
        : t('ticket.change.unassigned', { number: ticket.number }),
      undo: undoing(ticket, { assigned_user_id: assignee?.id ?? null }, { assignee }),
    })
  }
  return (
    <div>
      <FactSelect
        label={t('ticket.field.assignee')}
        keys="a"
        value={String(assignee?.id ?? '')}
        disabled={!mayChange(ticket)}
        options={[
          { value: '', label: t('ticket.list.unassigned') },
          ...options.map(({ id, name }) => ({
            value: String(id),
            label: id === user.id ? t('ticket.fact.me', { name }) : name,
          })),
        ]}
        onChange={choose}
      />
      {assignee === null && mayChange(ticket) && (
        <Button
          variant="default"
          fullWidth
          mt={8}
          loading={take.isPending}
          onClick={() =>
            take.mutate(
              { params: { ticket_id: ticket.id } },
              { onError: (error) => toast.error(takenBy(error)) },
            )
          }
        >
          {t('ticket.fact.take')}
        </Button>
      )}
    </div>
  )
}

/** 409 `already_taken` names who was first. */
function takenBy(error: unknown) {
  const problem = problemOf(error)
  const who = problem.members.assignee as { name?: string } | null | undefined
  problem.members.name = who?.name ?? ''
  return problem
}

function CategoryFact({ ticket, change }: PartProps) {
  const all = useOptions()?.categories ?? []
  const own = ticket.category?.name ?? ''
  if (all.length === 0 && !own) return null
  const names =
    own && !all.some(({ name }) => name === own)
      ? [own, ...all.map(({ name }) => name)]
      : all.map(({ name }) => name)
  return (
    <FactSelect
      label={t('ticket.field.category')}
      value={own}
      disabled={!mayChange(ticket)}
      options={[
        { value: '', label: t('ticket.new.no_category') },
        ...names.map((name) => ({ value: name, label: name })),
      ]}
      onChange={(name) =>
        change({
          field: { category: name || null },
          shown: { category: all.find((one) => one.name === name) ?? null },
          done: t('ticket.change.category', { number: ticket.number }),
          undo: undoing(ticket, { category: own || null }, { category: ticket.category }),
        })
      }
    />
  )
}

function CompanyName({ company }: { company: Ticket['company'] }) {
  if (!company) return <span className="mp-muted">{t('ticket.fact.no_company')}</span>
  return hasPermission('companies.view') ? (
    <Link to={`/companies/${company.id}`}>{company.name}</Link>
  ) : (
    <Link to={`/tickets?company_id=${company.id}`}>{company.name}</Link>
  )
}
