import type { Scope } from '../../../platform/database/index.ts'
import { emailKey } from '../../identity/server/index.ts'
import type { ReadRow, RowProblem } from './staff-import.csv.ts'
import * as queries from './staff-import.queries.ts'

export interface BatchResult {
  created: number
  updated: number
  skipped: number
  problems: RowProblem[]
}

interface Planned {
  inserts: queries.NewEntry[]
  updates: { id: number; fields: Partial<queries.NewEntry> }[]
}

/**
 * Adds and completes people; in a check it only says what it would do. What the file leaves blank stays, and nobody
 * is disabled (companies §4.8). `seen`: addresses of earlier rows of the file.
 */
export async function importBatch(
  scope: Scope,
  companyId: number,
  rows: readonly ReadRow[],
  { seen, isCheck }: { seen: Set<string>; isCheck: boolean },
): Promise<BatchResult> {
  const known = await knownOf(scope, companyId, rows)
  const result: BatchResult = { created: 0, updated: 0, skipped: 0, problems: [] }
  const planned: Planned = { inserts: [], updates: [] }
  for (const row of rows) {
    const problem = row.fields ? plan(row, known, seen, planned, result) : null
    result.problems.push(...row.problems, ...(problem ? [problem] : []))
    if (!row.fields || problem) result.skipped++
  }
  if (!isCheck) {
    await queries.insertImported(scope, companyId, planned.inserts)
    for (const { id, fields } of planned.updates) await queries.updateImported(scope, id, fields)
  }
  return result
}

interface Known {
  byAddress: Map<string, queries.KnownRow>
  byName: Map<string, queries.KnownRow[]>
}

async function knownOf(scope: Scope, companyId: number, rows: readonly ReadRow[]): Promise<Known> {
  const good = rows.flatMap(({ fields }) => fields ?? [])
  const keys = good.flatMap(({ email }) => (email ? [emailKey(email)] : []))
  const names = good.map(nameOf)
  const found = await queries.selectKnown(scope, companyId, keys, names)
  const byName = new Map<string, queries.KnownRow[]>()
  for (const one of found) byName.set(nameOf(one), [...(byName.get(nameOf(one)) ?? []), one])
  return { byAddress: new Map(found.flatMap((one) => (one.email_key ? [[one.email_key, one]] : []))), byName }
}

const nameOf = ({ first_name, last_name = '' }: { first_name: string; last_name?: string }) =>
  `${first_name} ${last_name}`.toLowerCase()

/** What becomes of a good row; a problem when that cannot be told. */
function plan(
  { row, fields }: ReadRow,
  known: Known,
  seen: Set<string>,
  planned: Planned,
  result: BatchResult,
): RowProblem | null {
  if (!fields) return null
  const email_key = fields.email ? emailKey(fields.email) : null
  const who = email_key ?? nameOf(fields)
  if (seen.has(who))
    return {
      row,
      field: email_key ? 'email' : 'name',
      code: 'taken',
      message: 'An earlier row is the same person.',
    }
  const same = match(fields, email_key, known)
  if (same === 'several')
    return {
      row,
      field: 'name',
      code: 'ambiguous',
      message: 'Several people have this name: add the e-mail address.',
    }
  seen.add(who)

  const given = { ...fields, ...(email_key && { email_key }) }
  if (!same) {
    planned.inserts.push(given)
    result.created++
    return null
  }
  const changed = Object.entries(given).filter(([field, value]) => value !== same[field])
  if (changed.length === 0) return null
  planned.updates.push({ id: same.id, fields: Object.fromEntries(changed) as Partial<queries.NewEntry> })
  result.updated++
  return null
}

/** Somebody with this address; else the only one of this name, unless the two have different addresses. */
function match(
  fields: { first_name: string; last_name?: string; email?: string | null },
  key: string | null,
  known: Known,
) {
  const byAddress = key ? known.byAddress.get(key) : undefined
  if (byAddress) return byAddress
  const sameName = (known.byName.get(nameOf(fields)) ?? []).filter((one) => !key || one.email_key === null)
  return sameName.length > 1 ? 'several' : sameName[0]
}
