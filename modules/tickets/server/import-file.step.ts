import type { Scope } from '../../../platform/database/index.ts'
import { lookUpCompanies } from '../../companies/server/index.ts'
import type { ImportMapping } from '../contract/imports.ts'
import type { ImportOutcome, ImportRecord } from './import.record.ts'
import { changedOf, previewTickets, takeRecords } from './import.service.ts'
import type { ImportWork, Step } from './import-file.queries.ts'
import type { ReadTicket, RowProblem } from './import-file.record.ts'

interface Result extends Omit<Step, 'from' | 'rows' | 'bytes'> {
  /** Tickets that are to be found from now on, as many together as a statement takes. */
  changed: number[][]
}
interface Placed {
  line: number
  record: ImportRecord
}

/** Takes rows of a file, or in a check says what would become of them. */
export async function takeRows(
  scope: Scope,
  {
    source,
    mode,
    mapping,
    for_company_id,
  }: Pick<ImportWork, 'source' | 'mode' | 'mapping' | 'for_company_id'>,
  rows: readonly ReadTicket[],
): Promise<Result> {
  const companyOf = await companiesOf(scope, rows, mapping, for_company_id)
  const problems: RowProblem[] = []
  const placed: Placed[] = []
  for (const row of rows) {
    problems.push(...row.problems)
    const company = companyOf(row)
    if (typeof company === 'object' && company !== null) problems.push(company)
    else if (row.record) placed.push({ line: row.line, record: { ...row.record, company_id: company } })
  }
  const counts = { created: 0, updated: 0, skipped: 0, refused: rows.length - placed.length }
  const changed: number[][] = []
  const take = mode === 'check' ? previewTickets : takeRecords
  for (const some of portions(placed)) {
    const outcomes = await take(
      scope,
      source,
      some.map(({ record }) => record),
    )
    count(counts, problems, { some, outcomes })
    if (mode === 'apply') changed.push(changedOf(outcomes))
  }
  const sample = mode === 'check' ? placed.slice(0, 20).map((one) => shown(one, rows)) : []
  return { ...counts, problems: problems.sort((a, b) => a.line - b.line).slice(0, 100), sample, changed }
}

const mostCharacters = 2_000_000

/** As many at once as keep statements small, whatever is written in them. */
function portions(placed: readonly Placed[]): Placed[][] {
  const some: Placed[][] = []
  let size = Number.POSITIVE_INFINITY
  for (const one of placed) {
    const { body, entries } = one.record
    const more = entries.reduce((sum, entry) => sum + entry.body.text.length, body.text.length)
    if (size + more > mostCharacters) {
      some.push([])
      size = 0
    }
    some.at(-1)?.push(one)
    size += more
  }
  return some
}

/** Of an outcome: which count it belongs to, and what is wrong with it. */
function count(
  counts: { created: number; updated: number; skipped: number; refused: number },
  problems: RowProblem[],
  { some, outcomes }: { some: readonly Placed[]; outcomes: readonly ImportOutcome[] },
): void {
  const lines = new Map<string, number[]>()
  for (const { line, record } of some)
    lines.set(record.external_id, [...(lines.get(record.external_id) ?? []), line])
  for (const { external_id, outcome, code } of outcomes) {
    const line = lines.get(external_id)?.shift() ?? 0
    counts[outcome === 'unchanged' ? 'skipped' : outcome]++
    if (code) problems.push({ line, field: fieldOf[code], code, message: texts[code] })
  }
}

const fieldOf = {
  unknown_company: 'company',
  company_archived: 'company',
  unknown_status: 'status',
  unknown_priority: 'priority',
  deleted: 'external_id',
} as const
const texts = {
  unknown_company: 'There is no such company.',
  company_archived: 'This company is archived.',
  unknown_status: 'There is no such status.',
  unknown_priority: 'There is no such priority.',
  deleted: 'This ticket was deleted here, and stays so.',
} as const

/** Finds the company of a row: a number, null for nobody's, or what is wrong. */
async function companiesOf(
  scope: Scope,
  rows: readonly ReadTicket[],
  mapping: ImportMapping,
  otherwise: number | null,
) {
  const mapped = new Map(
    Object.entries(mapping.companies ?? {}).map(([name, id]) => [name.toLowerCase(), id]),
  )
  const names = [
    ...new Set(rows.flatMap(({ company }) => (typeof company === 'string' ? company.toLowerCase() : []))),
  ]
  const ids = names.filter((name) => /^[1-9]\d{0,14}$/.test(name)).map(Number)
  const found = await lookUpCompanies(scope, { names: names.filter((name) => !mapped.has(name)), ids })
  const byName = Map.groupBy(found, ({ name }) => name.toLowerCase())
  const byId = new Set(found.map(({ id }) => id))
  const wrong = (line: number, code: string, message: string, company?: string | number): RowProblem => ({
    line,
    field: 'company',
    code,
    message,
    ...(company !== undefined && { value: String(company).slice(0, 60) }),
  })
  const named = (company: string | number, line: number): number | RowProblem => {
    const name = String(company).toLowerCase()
    const same = byName.get(name) ?? []
    const id = mapped.get(name) ?? (same.length === 1 ? same[0]?.id : undefined)
    if (id !== undefined) return id
    if (same.length > 1)
      return wrong(line, 'ambiguous', 'Several companies have this name: say which in the mapping.', company)
    return byId.has(Number(company))
      ? Number(company)
      : wrong(line, 'unknown_company', texts.unknown_company, company)
  }
  return ({ company, line }: ReadTicket): number | null | RowProblem => {
    if (company !== undefined && company !== null) return named(company, line)
    return otherwise === null && company === undefined
      ? wrong(line, 'required', 'The row names no company, and none was chosen for such rows.')
      : otherwise
  }
}

function shown({ line, record }: Placed, rows: readonly ReadTicket[]) {
  const company = rows.find((row) => row.line === line)?.company ?? null
  const { requester } = record
  return {
    line,
    external_id: record.external_id,
    subject: record.subject,
    company: company === null ? null : String(company),
    status: record.status ?? null,
    requester: requester ? (requester.name ?? requester.email) : null,
    created_at: record.created_at ?? null,
    entries: record.entries.length,
  }
}
