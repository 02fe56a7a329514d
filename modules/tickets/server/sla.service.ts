import type { Scope } from '../../../platform/database/index.ts'
import type { StatusRow } from './choice.queries.ts'
import { workBetween } from './sla.calendar.ts'
import { type ClockFacts, type Clocks, clocksOf, type Mark, noClocks, type Promises } from './sla.clock.ts'
import { selectPromises, selectPromisesTo } from './sla.queries.ts'
import type { LockedTicket, TicketChange } from './ticket.queries.ts'

/** The clock that promises go by. */
export const slaClock = { now: () => Date.now() }

/** Statuses in which the clock of the solution stands. */
export const stopsClock = ({ kind, pauses_sla }: Pick<StatusRow, 'kind' | 'pauses_sla'>) =>
  pauses_sla || kind === 'resolved' || kind === 'closed'

interface Opened {
  company_id: number | null
  priority: string
  status: Pick<StatusRow, 'kind' | 'pauses_sla'>
}

/** The promises with which a ticket begins, as columns of its row: of its company's policy, else of the default one. */
export async function promisesFor(scope: Scope, opened: Opened): Promise<Partial<SlaColumns>> {
  const promises = await selectPromisesTo(scope, opened.company_id)
  if (!promises) return {}
  const now = slaClock.now()
  const facts: ClockFacts = {
    priority: opened.priority,
    started_at: now,
    paused_at: stopsClock(opened.status) ? now : null,
    paused_seconds: 0,
    is_replied: false,
    is_over: isOver(opened.status.kind),
    first_reply_mark: null,
    resolve_mark: null,
  }
  return columnsOf(promises, facts, clocksOf(promises, facts, now))
}

interface Changing {
  scope: Scope
  ticket: LockedTicket
  set: TicketChange
  /** Said by a change of status: whether the clock stands in the new one. */
  stops_clock?: boolean
}

/**
 * Puts into a turn what it does to the promises: another status stops or starts the clock, another priority counts
 * anew from the beginning, another company or policy promises something else.
 */
export async function keepPromises({ scope, ticket, set, stops_clock }: Changing): Promise<void> {
  const isMoved = 'company_id' in set
  const isChosen = 'sla_policy_id' in set && set.sla_policy_id !== ticket.sla_policy_id
  const isTouched = 'status' in set || 'priority' in set || 'first_replied_at' in set
  if (!isMoved && !isChosen && (ticket.sla_policy_id === null || !isTouched)) return

  const promises = isChosen
    ? await named(scope, set.sla_policy_id)
    : isMoved
      ? await selectPromisesTo(scope, set.company_id as number | null)
      : await named(scope, ticket.sla_policy_id)
  const now = slaClock.now()
  const facts = afterChange(ticket, set, { promises, now, stops: stops_clock })
  Object.assign(set, promises ? columnsOf(promises, facts, clocksOf(promises, facts, now)) : withoutPromises)
}

const named = (scope: Scope, id: unknown) => (typeof id === 'number' ? selectPromises(scope, id) : null)

function afterChange(
  ticket: LockedTicket,
  set: TicketChange,
  { promises, now, stops }: { promises: Promises | null; now: number; stops: boolean | undefined },
): ClockFacts {
  const facts = factsOf(ticket)
  const stands = stops ?? facts.paused_at !== null
  const waited =
    promises && facts.paused_at !== null && !stands ? workBetween(promises.calendar, facts.paused_at, now) : 0
  return {
    ...facts,
    priority: typeof set.priority === 'string' ? set.priority : facts.priority,
    paused_at: stands ? (facts.paused_at ?? now) : null,
    paused_seconds: facts.paused_seconds + waited,
    is_replied: facts.is_replied || 'first_replied_at' in set,
    is_over: typeof set.status_kind === 'string' ? isOver(set.status_kind) : facts.is_over,
  }
}

export type ClockRow = Pick<
  LockedTicket,
  | 'priority'
  | 'sla_started_at'
  | 'sla_paused_at'
  | 'sla_paused_seconds'
  | 'first_replied_at'
  | 'first_reply_mark'
  | 'resolve_mark'
  | 'created_at'
> & { status_kind: string }

/** What the clocks go by, of a ticket's row. */
export function factsOf(row: ClockRow): ClockFacts {
  return {
    priority: row.priority,
    started_at: Date.parse(row.sla_started_at ?? row.created_at),
    paused_at: row.sla_paused_at === null ? null : Date.parse(row.sla_paused_at),
    paused_seconds: row.sla_paused_seconds,
    is_replied: row.first_replied_at !== null,
    is_over: isOver(row.status_kind),
    first_reply_mark: row.first_reply_mark as Mark,
    resolve_mark: row.resolve_mark as Mark,
  }
}

const isOver = (kind: string) => kind === 'resolved' || kind === 'closed'

type Times = { [Key in keyof Clocks]: Clocks[Key] extends number | null ? string | null : Clocks[Key] }
interface SlaColumns extends Times {
  sla_policy_id: number | null
  sla_started_at: string | null
  sla_paused_at: string | null
  sla_paused_seconds: number
}

const timeOf = (at: number | null) => (at === null ? null : new Date(at).toISOString())

export function timesOf(clocks: Clocks): Times {
  return {
    first_reply_due_at: timeOf(clocks.first_reply_due_at),
    resolve_due_at: timeOf(clocks.resolve_due_at),
    next_due_at: timeOf(clocks.next_due_at),
    next_alert_at: timeOf(clocks.next_alert_at),
    first_reply_mark: clocks.first_reply_mark,
    resolve_mark: clocks.resolve_mark,
  }
}

const columnsOf = (promises: Promises, facts: ClockFacts, clocks: Clocks): SlaColumns => ({
  sla_policy_id: promises.policy_id,
  sla_started_at: timeOf(facts.started_at),
  sla_paused_at: timeOf(facts.paused_at),
  sla_paused_seconds: facts.paused_seconds,
  ...timesOf(clocks),
})

const withoutPromises: SlaColumns = {
  sla_policy_id: null,
  sla_started_at: null,
  sla_paused_at: null,
  sla_paused_seconds: 0,
  ...timesOf(noClocks),
}
