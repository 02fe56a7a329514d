import type { Page } from '../contract/schema.ts'
import type { Scope } from '../database/index.ts'
import { csvPage } from './csv.ts'
import type { Prepared } from './reading.ts'
import type { Call } from './route.ts'

/** A list that is offered as CSV: how a page of it is read, and how many rows it has, counted up to `most`. */
export interface CsvList {
  ready: Prepared
  handler(call: Call): Promise<unknown>
  count(call: Call, most: number): Promise<number>
}

/** What somebody asked for that is too long for one answer. */
export interface LongList {
  /** `GET /api/staff-members`. */
  name: string
  params: Record<string, string>
  query: Record<string, unknown>
  /** Named ones, in their order; null: all. */
  columns: readonly string[] | null
}

/** Files of long lists, made by a job under the rights that their asker has then. */
export interface LongLists {
  /** Notes that it is wanted; the one that is under way already, where the same was asked before. */
  start(scope: Scope, wanted: LongList): Promise<{ path: string }>
}

/** A page as files are made of it: as many rows as one transaction reads. */
export function readCsvPage(
  list: CsvList,
  call: Call,
  limit = csvPage,
  after?: string,
): Promise<Page<unknown>> {
  const start = after === undefined ? {} : { after }
  const wide = { ...(call.query as object | undefined), limit, ...start }
  return list.handler({ ...call, query: wide } as unknown as Call) as Promise<Page<unknown>>
}
