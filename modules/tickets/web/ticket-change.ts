import { useState } from 'react'
import type { ApiProblem } from '../../../platform/web/client/index.ts'
import { api, problemOf, refresh } from '../../../platform/web/client/index.ts'
import { toast } from '../../../platform/web/ui/index.ts'
import type { DeskTicket as Ticket, Whom } from '../contract.ts'
import { ticketsApi } from '../contract.ts'
import { t } from './messages.ts'
import { isDeskTicket, putTicket, showMeanwhile, ticketNow } from './ticket.data.ts'

/** One field of a ticket, as the contract takes it. */
export type ChangedField =
  | { status: string }
  | { subject: string }
  | { priority: string }
  | { category: string | null }
  | { assigned_user_id: number | null }
  | { requester: Whom | null }
  | { sla_policy_id: number | null }
  | { external_reference: string | null }
  | { module_slug: string | null }

export interface Wish {
  field: ChangedField
  /** How the ticket looks when it is done: shown at once. */
  shown: Partial<Ticket>
  /** What the toast says then. */
  done: string
  /** The inverse, for Undo. */
  undo?: Omit<Wish, 'undo'>
}

export interface ChangedBy {
  field: string
  by: { id: number | null; name: string | null } | null
  at: string | null
}

export interface Conflict {
  wish: Wish
  /** Fields that somebody else has changed meanwhile, who and when, and how the ticket stands now. */
  changed: readonly ChangedBy[]
  theirs: Ticket
}

/**
 * Changes fields of a ticket: shown at once, taken back when it fails. What somebody else changed meanwhile is
 * shown first if it is the same field; otherwise both changes stand.
 */
export function useTicketChange(ticketId: number) {
  const [conflict, setConflict] = useState<Conflict | null>(null)

  async function change(wish: Wish): Promise<void> {
    const before = ticketNow(ticketId)
    if (!before || !isDeskTicket(before)) return
    setConflict(null)
    const answered = showMeanwhile(before, wish.shown)
    try {
      const now = await inTurn(ticketId, (version) => send(ticketId, wish.field, version))
      answered()
      putTicket(now)
      toast.success(wish.done, wish.undo ? { undo: () => void change(wish.undo as Wish) } : {})
      void refresh(ticketsApi.list)
    } catch (error) {
      answered()
      refused(problemOf(error), wish, before)
    }
  }
  function refused(problem: ApiProblem, wish: Wish, before: Ticket) {
    const theirs = problem.code === 'stale_version' ? (problem.members.current as Ticket) : null
    putTicket(theirs ?? before)
    if (!theirs) {
      toast.error(problem, {
        text: t('ticket.change.not_saved', { number: before.number }),
        retry: () => void change(wish),
      })
      return
    }
    const changed = (problem.members.changed as ChangedBy[] | undefined) ?? []
    if (changed.some(({ field }) => touches(wish.field, field))) setConflict({ wish, changed, theirs })
    else void change(wish)
  }
  return { change, conflict, dismiss: () => setConflict(null) }
}

const turns = new Map<number, Promise<unknown>>()

/** One change of a ticket after the other, each on what the one before made of it: quick hands meet no conflict of their own. */
export function inTurn<T>(ticketId: number, send: (version: number) => Promise<T>): Promise<T> {
  const turn = (turns.get(ticketId) ?? Promise.resolve()).then(() => {
    const now = ticketNow(ticketId)
    return send(now && isDeskTicket(now) ? now.version : 0)
  })
  turns.set(
    ticketId,
    turn.catch(() => {}),
  )
  return turn
}

const send = (ticket_id: number, field: ChangedField, version: number) =>
  api(ticketsApi.change, { params: { ticket_id }, body: { ...field, version } })

/** Whether a change is about this field. */
export const touches = (wish: ChangedField, field: string) =>
  field in wish || (field === 'category_id' && 'category' in wish)
