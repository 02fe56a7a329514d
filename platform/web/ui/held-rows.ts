import type { UseQueryResult } from '@tanstack/react-query'
import { useState } from 'react'
import type { ApiProblem } from '../client/problem.ts'

interface Row {
  id: number
}
type Answer<R> = UseQueryResult<{ items: R[]; next: string | null }, ApiProblem>

interface Held<R> {
  of: string
  rows: readonly R[]
  /** False until the first answer of this page has arrived: then the rows stay where they are. */
  settled: boolean
}

/**
 * Keeps the rows of a live list in their places: rows that are shown change where they stand, `waiting` counts
 * those that came in, `show` brings them. `of` names the page of the list (its filters and cursor). With `drops`, rows
 * that left the list go at once: those that were put away, or that a filter does not take any more. After a change of
 * one's own `renew` takes all rows of the answer that is on its way.
 */
export function useHeldRows<R extends Row>(answer: Answer<R>, of: string, { drops = false } = {}) {
  const [held, setHeld] = useState<Held<R> | null>(null)
  const fresh = answer.data?.items
  const same = held?.of === of && held.settled && held.rows.length > 0
  if (fresh && !same && !answer.isPlaceholderData && (held?.rows !== fresh || held.of !== of)) {
    setHeld({ of, rows: fresh, settled: !answer.isFetching })
  } else if (held && !held.settled && held.of === of && !answer.isFetching) {
    setHeld({ ...held, settled: true })
  }
  const renew = () => setHeld(null)
  if (!fresh || !same) return { answer, waiting: 0, show: () => undefined, renew }

  const byId = new Map(fresh.map((row) => [row.id, row]))
  const shown = new Set(held.rows.map((row) => row.id))
  const waiting = fresh.filter((row) => !shown.has(row.id)).length
  const last = held.rows.findLastIndex(({ id }) => byId.has(id))
  // Those that came in push as many over the end of the page: these did not leave the list.
  const stays = ({ id }: R, at: number) => !drops || byId.has(id) || (at > last && at - last <= waiting)
  return {
    answer: {
      ...answer,
      data: { ...answer.data, items: held.rows.filter(stays).map((row) => byId.get(row.id) ?? row) },
    } as Answer<R>,
    waiting,
    show: () => setHeld({ of, rows: fresh, settled: true }),
    renew,
  }
}
