import type { Scope } from '../../../platform/database/index.ts'
import { addOutsidePeople, lookUpCompanies } from '../../companies/server/index.ts'
import { type ImportOutcome, type ImportRecord, importTickets } from '../../tickets/server/index.ts'
import { readTicket, type SyncroTicket } from './syncro.record.ts'
import type { Answered, ItemProblem } from './syncro-pages.ts'

const source = 'syncro'

export interface Taken {
  fetched: number
  created: number
  updated: number
  skipped: number
  failed_items: number
  problems: ItemProblem[]
}

/** Takes a page of answers; carefully: each ticket by itself, so that a bad one leaves the others alone. */
export async function takeAnswered(
  scope: Scope,
  items: readonly Answered[],
  statuses: Record<string, string>,
  isCareful: boolean,
): Promise<Taken> {
  const taken: Taken = { fetched: 0, created: 0, updated: 0, skipped: 0, failed_items: 0, problems: [] }
  const read: SyncroTicket[] = []
  for (const item of items) {
    const ticket = item.kind === 'ticket' ? readTicket(item.value, statuses) : null
    if (ticket) read.push(ticket)
    else note(taken, item)
  }
  taken.fetched = read.length
  const records = await withCompanies(scope, read, taken)
  await addContacts(scope, records)
  const outcomes = isCareful
    ? await oneByOne(scope, records, taken)
    : await importTickets(scope, source, records)
  for (const outcome of outcomes) count(taken, outcome)
  return taken
}

function note(taken: Taken, item: Answered): void {
  if (item.kind === 'missing') taken.skipped++
  else {
    taken.failed_items++
    const { kind, ...problem } = item
    taken.problems.push(
      'code' in problem
        ? problem
        : {
            external_id: item.external_id,
            code: 'unexpected_answer',
            detail: 'ticket.id: there is no ticket in the answer',
          },
    )
  }
}

/** By the Syncro id that stands on the company; a customer whom nobody knows here is skipped, not guessed. */
async function withCompanies(
  scope: Scope,
  read: readonly SyncroTicket[],
  taken: Taken,
): Promise<ImportRecord[]> {
  const ids = [...new Set(read.flatMap(({ customer_id }) => customer_id ?? []))]
  const found = new Map(
    (await lookUpCompanies(scope, { syncro_ids: ids })).map((one) => [one.syncro_id, one.id]),
  )
  return read.flatMap(({ record, customer_id, customer_name }) => {
    const company_id = customer_id === null ? undefined : found.get(customer_id)
    if (company_id !== undefined) return [{ ...record, company_id }]
    taken.skipped++
    const value = [customer_id, customer_name].filter((one) => one !== null).join(', ')
    const detail = 'The number of the customer is the Syncro id of no company here'
    taken.problems.push({ external_id: record.external_id, code: 'unknown_customer', value, detail })
    return []
  })
}

/** Who asked is in the directory of the company, so that the ticket is theirs. */
async function addContacts(scope: Scope, records: readonly ImportRecord[]): Promise<void> {
  const asked = records.flatMap(({ company_id, requester }) =>
    company_id !== null && requester ? [{ company_id, requester }] : [],
  )
  for (const [companyId, some] of Map.groupBy(asked, ({ company_id }) => company_id))
    await addOutsidePeople(
      scope,
      companyId,
      source,
      some.map(({ requester }) => requester),
    )
}

function count(taken: Taken, { external_id, outcome, code }: ImportOutcome): void {
  if (outcome === 'created' || outcome === 'updated') taken[outcome]++
  else taken.skipped++
  if (code) taken.problems.push({ external_id, code, detail: details[code] })
}

const details: Record<NonNullable<ImportOutcome['code']>, string> = {
  unknown_company: 'There is no such company',
  company_archived: 'The company is archived here',
  unknown_status: 'There is no such status here: map it in the settings',
  unknown_priority: 'There is no such priority here',
  deleted: 'The ticket was deleted here, and stays so',
}

async function oneByOne(
  scope: Scope,
  records: readonly ImportRecord[],
  taken: Taken,
): Promise<ImportOutcome[]> {
  const outcomes: ImportOutcome[] = []
  for (const record of records) {
    try {
      outcomes.push(...(await scope.tx.savepoint(() => importTickets(scope, source, [record]))))
    } catch (error) {
      taken.failed_items++
      taken.fetched--
      const detail = (error as Error).message.slice(0, 200)
      taken.problems.push({ external_id: record.external_id, code: 'not_possible', detail })
    }
  }
  return outcomes
}
