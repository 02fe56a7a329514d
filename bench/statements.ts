import { readMyCompany } from '../modules/companies/server/company.service.ts'
import { enterBySession } from '../modules/companies/server/gate.queries.ts'
import { findTickets } from '../modules/tickets/server/index.ts'
import { allPermissions } from '../platform/contract/permissions.ts'
import {
  type Database,
  inTransaction,
  type Scope,
  sealScope,
  type Transaction,
} from '../platform/database/index.ts'

export interface Statement {
  text: string
  values: unknown[]
}

/** Whose statements these are. */
export interface Who {
  user_id: number
  /** A customer's member, of this company; a super administrator at the desk unless given. */
  company_id?: number
}

/** The statements that a service sends: what the bare loop sends, too. */
export async function statementsOf(
  database: Database,
  who: Who,
  work: (scope: Scope) => Promise<unknown>,
): Promise<Statement[]> {
  const seen: Statement[] = []
  await inTransaction(database, { ...sightOf(who), user_id: who.user_id, read_only: true }, async (tx) => {
    const watched: Transaction = {
      ...tx,
      run: (text: string, values?: unknown[]) => {
        seen.push({ text, values: values ?? [] })
        return tx.run(text, values)
      },
    }
    await work(scopeOn(watched, who))
  })
  return seen
}

const sightOf = ({ company_id }: Who) =>
  company_id === undefined
    ? { role: 'portal_provider' as const, company_ids: [], all_companies: true }
    : { role: 'portal_member' as const, company_ids: [company_id], all_companies: false }

const scopeOn = (tx: Transaction, who: Who): Scope => {
  const isDesk = who.company_id === undefined
  return sealScope({
    ...sightOf(who),
    kind: isDesk ? 'provider' : 'member',
    tx,
    actor: { kind: 'user', id: who.user_id },
    impersonator_id: null,
    user_id: who.user_id,
    company_id: who.company_id ?? 1,
    company_kind: isDesk ? 'provider' : 'customer',
    is_visiting: false,
    permissions: new Set(isDesk ? allPermissions().keys() : ['tickets.view']),
    is_super_admin: isDesk,
    request_id: 'bench-statements',
    origin: { ip: null, user_agent: null },
    caused_by: null,
  })
}

/** What a page asks the database for, by its address. */
export interface Page {
  path: string
  who: Who
  work: (scope: Scope) => Promise<unknown>
  /** As this role, for what works in no other. */
  role?: string
  /** All of its statements; else what comes before the rows (how the desk is set) is our own affair, and the last one is sent. */
  is_whole?: boolean
}

const ada: Who = { user_id: 1 }

export const listPage: Page = {
  path: '/api/tickets?limit=25',
  who: ada,
  work: (scope) => findTickets(scope, { limit: 25, sort: '-updated_at' }),
}

export const companyPage: Page = {
  path: '/api/company',
  who: ada,
  work: (scope) => readMyCompany(scope),
}

/** What the bare loop is told: the statements of each page, and the door's own, which finds out who calls. */
export async function bareStatements(database: Database, pages: readonly Page[]) {
  const found: Record<string, { role?: string; statements: Statement[] }> = {}
  for (const { path, who, work, role, is_whole } of pages) {
    const statements = await statementsOf(database, who, work)
    if (statements.length === 0) throw new Error(`${path} sends no statement`)
    found[path] = { statements: is_whole ? statements : statements.slice(-1), ...(role && { role }) }
  }
  const values = [null, ['provider:tickets.view', 'person'], 'bench-request']
  return { session: { text: enterBySession, values }, paths: found }
}
