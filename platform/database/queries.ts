import type { CompiledQuery, ConnectionProvider, DatabaseConnection, QueryResult } from 'kysely'
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import type pg from 'pg'
import type { Tables } from './tables.ts'

/** The query builder of one transaction. */
export type Queries = Kysely<Tables>

type Run = (text: string, values?: unknown[]) => Promise<pg.QueryResult>

const adapter = new PostgresAdapter()
const dialect = {
  createAdapter: () => adapter,
  createDriver: () => new DummyDriver(),
  createIntrospector: (db: Kysely<unknown>) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
}
const driver = new DummyDriver()
const base = new Kysely<Tables>({ dialect })

/** A builder whose statements run through `run`, and nowhere else. */
export function queriesOn(run: Run): Queries {
  const connection: DatabaseConnection = {
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      const { rows, rowCount } = await run(query.sql, query.parameters as unknown[])
      return { rows: rows as R[], ...(rowCount !== null && { numAffectedRows: BigInt(rowCount) }) }
    },
    streamQuery(): never {
      throw new Error('Lists are read in pages, not as streams')
    },
  }
  const provider: ConnectionProvider = { provideConnection: (use) => use(connection) }
  const executor = base.getExecutor().withConnectionProvider(provider)
  return new Kysely<Tables>({ config: { dialect }, dialect, driver: driver as never, executor })
}
