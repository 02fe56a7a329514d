import type { Database } from '../platform/database/index.ts'
import { wholeDesk } from '../scripts/seed/desk.ts'
import type { DeskSize } from '../scripts/seed/desk-steps.ts'
import type { Person } from '../test/harness/person.ts'
import type { Askers, DeskFacts } from './tickets-rows.ts'

/** The whole numbers of tickets §9; BENCH_TICKETS=20000 for a quick look. */
export const tickets = Number(process.env.BENCH_TICKETS ?? wholeDesk.tickets)
/** People and technicians come with the tickets, so that what is somebody's own is as much on a desk of any size. */
export const sizeOf = (count: number): DeskSize => ({
  ...wholeDesk,
  people: Math.max(count / 50, wholeDesk.companies * 2),
  technicians: Math.max(count / 5_000, 2),
  tickets: count,
  replies: count * 10,
  open: Math.round(count / 20),
})
/** BENCH_ROWS=search: only rows whose name holds this (a regular expression); parts beside the pages have names, too. */
export const isAsked = (name: string) => new RegExp(process.env.BENCH_ROWS ?? '').test(name)

/** A portal that serves a seeded desk. */
export interface Desk {
  port: number
  database: Database
  ada: Person
  askers: Askers
  facts: DeskFacts
}
