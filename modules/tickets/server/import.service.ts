import type { Scope } from '../../../platform/database/index.ts'
import { announceAll } from '../../../platform/events/index.ts'
import { ticketImported } from './import.events.ts'
import * as queries from './import.queries.ts'
import { checksumOf, entryKey, type ImportOutcome, type ImportRecord, keyOf } from './import.record.ts'
import { choicesFor } from './import-choices.ts'
import { createImported } from './import-create.ts'
import { peopleOf } from './import-people.ts'
import { updateImported } from './import-update.ts'
import { indexTickets } from './ticket-search.index.queries.ts'

export const mostRecords = 100

/**
 * Takes tickets of another system into this transaction (tickets §4.11): new ones with their times and authors, known
 * ones as far as nobody changed them here. A repeat is harmless. No mail, no promise, no automation; a
 * constant number of statements. `source` names the system. At most 100 records.
 */
export async function importTickets(
  scope: Scope,
  source: string,
  records: readonly ImportRecord[],
): Promise<ImportOutcome[]> {
  if (records.length > mostRecords) throw new Error(`At most ${mostRecords} records at once`)
  const outcomes = await takeRecords(scope, source, records)
  await indexTickets(scope, changedOf(outcomes))
  return outcomes
}

/** The tickets whose search documents are to be written. */
export const changedOf = (outcomes: readonly ImportOutcome[]): number[] => [
  ...new Set(
    outcomes.flatMap(({ outcome, ticket_id }) =>
      outcome === 'created' || outcome === 'updated' ? (ticket_id ?? []) : [],
    ),
  ),
]

/** The same for as many as one transaction is to hold; the caller sees to it that they are found. */
export async function takeRecords(
  scope: Scope,
  source: string,
  records: readonly ImportRecord[],
): Promise<ImportOutcome[]> {
  if (records.length === 0) return []
  await queries.lockSource(scope, source)
  const outcomes: ImportOutcome[] = []
  for (const some of withoutDoubles(records)) outcomes.push(...(await importPage(scope, source, some)))
  return outcomes
}

/** What `importTickets` would do, without doing it. */
export async function previewTickets(
  scope: Scope,
  source: string,
  records: readonly ImportRecord[],
): Promise<ImportOutcome[]> {
  const choices = await choicesFor(scope, records, true)
  const keys = records.map(({ external_id }) => keyOf(external_id))
  const known = await queries.selectKnown(scope, source, keys)
  return records.map((record) => {
    const before = known.get(keyOf(record.external_id))
    const { external_id } = record
    const ticket_id = before?.ticket_id ?? null
    if (before?.is_gone || before?.checksum.equals(checksumOf(record)))
      return { external_id, ticket_id, outcome: 'unchanged' }
    const code = choices.refusal(record)
    if (code) return { external_id, ticket_id, outcome: 'refused', code }
    return { external_id, ticket_id, outcome: before ? 'updated' : 'created' }
  })
}

/** The same thing twice is first made and then compared. */
function withoutDoubles(records: readonly ImportRecord[]): ImportRecord[][] {
  const turns: ImportRecord[][] = []
  const times = new Map<string, number>()
  for (const record of records) {
    const turn = times.get(record.external_id) ?? 0
    times.set(record.external_id, turn + 1)
    turns[turn] ??= []
    turns[turn].push(record)
  }
  return turns
}

async function importPage(
  scope: Scope,
  source: string,
  records: readonly ImportRecord[],
): Promise<ImportOutcome[]> {
  const known = await queries.selectKnown(
    scope,
    source,
    records.map(({ external_id }) => keyOf(external_id)),
  )
  const outcomes = new Map<ImportRecord, ImportOutcome>()
  const changed = records.filter((record) => {
    const before = known.get(keyOf(record.external_id))
    const same = before?.checksum.equals(checksumOf(record))
    if (before && (same || before.is_gone))
      outcomes.set(record, {
        external_id: record.external_id,
        outcome: 'unchanged',
        ticket_id: before.ticket_id,
        ...(before.is_gone && { code: 'deleted' as const }),
      })
    return !outcomes.has(record)
  })
  if (changed.length > 0) await takeChanged(scope, source, { changed, known, outcomes })
  return records.flatMap((record) => outcomes.get(record) ?? [])
}

interface Page {
  changed: readonly ImportRecord[]
  known: ReadonlyMap<string, queries.KnownTicket>
  outcomes: Map<ImportRecord, ImportOutcome>
}

async function takeChanged(scope: Scope, source: string, { changed, known, outcomes }: Page): Promise<void> {
  const choices = await choicesFor(scope, changed)
  const taken = changed.filter((record) => {
    const code = choices.refusal(record)
    if (code)
      outcomes.set(record, { external_id: record.external_id, outcome: 'refused', ticket_id: null, code })
    return !code
  })
  const people = await peopleOf(scope, taken)
  const fresh = taken.filter((record) => !known.has(keyOf(record.external_id)))
  const made = await createImported(scope, fresh, { choices, people })
  const pairs = taken.flatMap((record) => {
    const before = known.get(keyOf(record.external_id))
    return before ? [{ record, before }] : []
  })
  const updated = await updateImported(scope, source, pairs, { choices, people })
  const keys = made.flatMap(({ record, ticket_id, reply_ids }) => [
    ticketKey(record, ticket_id),
    ...record.entries.map((entry, at) => ({
      kind: 'reply' as const,
      external_id: entryKey(record, entry),
      ticket_id,
      reply_id: reply_ids[at] ?? null,
      checksum: checksumOf(entry),
    })),
  ])
  for (const { record, before } of pairs) keys.push(ticketKey(record, before.ticket_id))
  await queries.putKeys(scope, source, keys)
  for (const { record, ticket_id } of made)
    outcomes.set(record, { external_id: record.external_id, outcome: 'created', ticket_id })
  for (const { record, before } of pairs)
    outcomes.set(record, {
      external_id: record.external_id,
      outcome: updated.has(before.ticket_id) ? 'updated' : 'unchanged',
      ticket_id: before.ticket_id,
    })
  await tell(scope, source, outcomes, changed)
}

const ticketKey = (record: ImportRecord, ticket_id: number): queries.Key => ({
  kind: 'ticket',
  external_id: keyOf(record.external_id),
  ticket_id,
  reply_id: null,
  checksum: checksumOf(record),
})

/** One event for each ticket that was made or changed: counts, lists and the index follow it; nobody is written to. */
function tell(
  scope: Scope,
  source: string,
  outcomes: ReadonlyMap<ImportRecord, ImportOutcome>,
  records: readonly ImportRecord[],
): Promise<void> {
  return announceAll(
    scope,
    ticketImported,
    records.flatMap((record) => {
      const { outcome, ticket_id = null } = outcomes.get(record) ?? {}
      if (outcome !== 'created' && outcome !== 'updated') return []
      const data = { source, external_id: keyOf(record.external_id), outcome }
      return [{ subject_id: ticket_id, company_id: record.company_id, data }]
    }),
  )
}
