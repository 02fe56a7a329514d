import { problemOf, type SyncroClient, SyncroProblem } from './syncro.client.ts'
import type { RunWork } from './syncro.queries.ts'

/** What became of one ticket that was asked for. */
export type Answered =
  | { kind: 'ticket'; external_id: string; value: unknown }
  | { kind: 'missing'; external_id: string }
  | ({ kind: 'failed' } & ItemProblem)

/** What is wrong with one of them: a word that says what, and what it is about. */
export interface ItemProblem {
  external_id: string
  code: string
  value?: string
  detail: string
}

export interface SyncroPage {
  /** The places before and behind this page. */
  from: number
  to: number
  total: number | null
  items: Answered[]
}

const pageSize = 25

/**
 * What a run has still to read, page by page. `isOurs` is asked before each request: a run that was cancelled ends behind
 * the ticket in hand.
 */
export function pagesOf(
  client: SyncroClient,
  run: RunWork,
  isOurs: () => Promise<boolean>,
): AsyncIterable<SyncroPage> {
  if (run.mode === 'all') return allPages(client, run.cursor, isOurs)
  const { ticket_id = 0, start_id = ticket_id, end_id = ticket_id } = run.arguments
  return rangePages(client, { after: Math.max(run.cursor, start_id - 1), end_id }, isOurs)
}

async function* allPages(client: SyncroClient, after: number, isOurs: () => Promise<boolean>) {
  for (let page = after + 1; await isOurs(); page++) {
    const answer = (await client.get(`/tickets?page=${page}`)) as {
      tickets?: unknown
      meta?: { total_entries?: unknown }
    } | null
    const tickets = answer?.tickets
    if (answer === null) return
    if (!Array.isArray(tickets))
      throw new SyncroProblem('unexpected_answer', `Page ${page}: there is no list of tickets`, true)
    if (tickets.length === 0) return
    const count = answer.meta?.total_entries
    const total = typeof count === 'number' && Number.isSafeInteger(count) && count < 2e9 ? count : null
    yield { from: page - 1, to: page, total, items: tickets.map(ticketOf) }
  }
}

function ticketOf(value: unknown): Answered {
  const id = typeof value === 'object' && value !== null ? (value as { id?: unknown }).id : null
  if (typeof id === 'number' || typeof id === 'string')
    return { kind: 'ticket', external_id: String(id), value }
  return { kind: 'failed', external_id: '', code: 'unexpected_answer', detail: 'id: this is no ticket' }
}

async function* rangePages(
  client: SyncroClient,
  { after, end_id }: { after: number; end_id: number },
  isOurs: () => Promise<boolean>,
) {
  for (let from = after; from < end_id; ) {
    const to = Math.min(from + pageSize, end_id)
    const items: Answered[] = []
    for (let id = from + 1; id <= to; id++) {
      if (!(await isOurs())) return
      items.push(await one(client, String(id)))
    }
    yield { from, to, total: null, items }
    from = to
  }
}

async function one(client: SyncroClient, external_id: string): Promise<Answered> {
  try {
    const answer = (await client.get(`/tickets/${external_id}`)) as { ticket?: unknown } | null
    if (answer === null) return { kind: 'missing', external_id }
    return { kind: 'ticket', external_id, value: answer.ticket }
  } catch (error) {
    if (!(error instanceof SyncroProblem) || error.isFatal) throw error
    return { kind: 'failed', ...problemOf(external_id, error) }
  }
}
