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

/** The statements that a service sends for a super administrator: what the bare loop sends, too. */
export async function statementsOf(
  database: Database,
  userId: number,
  work: (scope: Scope) => Promise<unknown>,
): Promise<Statement[]> {
  const seen: Statement[] = []
  await inTransaction(
    database,
    { role: 'portal_provider', all_companies: true, user_id: userId, read_only: true },
    async (tx) => {
      const watched: Transaction = {
        ...tx,
        run: (text: string, values?: unknown[]) => {
          seen.push({ text, values: values ?? [] })
          return tx.run(text, values)
        },
      }
      await work(scopeOn(watched, userId))
    },
  )
  return seen
}

const scopeOn = (tx: Transaction, userId: number): Scope =>
  sealScope({
    kind: 'provider',
    tx,
    role: 'portal_provider',
    actor: { kind: 'user', id: userId },
    impersonator_id: null,
    user_id: userId,
    company_id: 1,
    company_kind: 'provider',
    is_visiting: false,
    company_ids: [],
    all_companies: true,
    permissions: new Set(allPermissions().keys()),
    is_super_admin: true,
    request_id: 'bench-statements',
    origin: { ip: null, user_agent: null },
    caused_by: null,
  })

/** By address: the statement of the bare loop, and the one that finds out who calls. */
export async function bareStatements(database: Database, paths: readonly string[]) {
  const works: Record<string, (scope: Scope) => Promise<unknown>> = {
    '/api/tickets?limit=25': (scope) => findTickets(scope, { limit: 25, sort: '-updated_at' }),
    '/api/company': (scope) => readMyCompany(scope),
  }
  const found: Record<string, Statement> = {}
  for (const path of paths) {
    const statements = await statementsOf(database, 1, works[path] ?? (() => Promise.resolve()))
    // What comes before the rows (how the desk is set) is our own affair: the bare loop sends the last one.
    const statement = statements.at(-1)
    if (!statement) throw new Error(`${path} sends no statement`)
    found[path] = statement
  }
  return {
    session: { text: sessionStatement, values: [null, ['provider:tickets.view', 'person'], 'bench-request'] },
    paths: found,
  }
}

/** The door's own statement. */
const sessionStatement = enterBySession
