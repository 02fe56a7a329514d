import type pg from 'pg'
import type { Database } from './pool.ts'
import { type Queries, queriesOn } from './queries.ts'
import type { DatabaseRole } from './settings.ts'
import { hangUpUnless, nameOf, patient, sendTogether } from './wire.ts'

/** One open transaction. It dies with its commit: a handle that was kept answers with an error. */
export interface Transaction {
  readonly queries: Queries
  readonly database: Database
  /** Committed, rolled back, or over its time. */
  readonly has_ended: boolean
  /** Runs after the commit, in order; never when the transaction was rolled back. */
  afterCommit(act: () => void): void
  /** The role of what comes next: told together with the next statement, if there is one. Null: a statement sets it. */
  become(role: DatabaseRole | null): void
  /** A savepoint around `work`, if it asks anything: an error undoes it alone and is thrown on. */
  savepoint<T>(work: () => Promise<T>): Promise<T>
  /**
   * A statement whose answer nobody needs: it goes down the connection with the next one, the commit at the latest, and
   * what refuses it is what the transaction fails with.
   */
  send(text: string, values?: unknown[]): void
  /** A statement as it stands, for platform code that needs the driver (jobs). */
  run<Row extends pg.QueryResultRow>(
    text: string,
    values?: unknown[],
    types?: pg.CustomTypesConfig,
  ): Promise<pg.QueryResult<Row>>
}

/** The handle of a transaction that has ended, or ran over its time: answered as 503 `timeout`. */
export class Overdue extends Error {
  readonly code = '57014'

  constructor() {
    super('This transaction has ended')
  }
}

/** A look needs no transaction: each of its statements is one by itself, on a connection that may only read. */
export async function looking<T>(
  database: Database,
  looks: pg.Pool,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const client = await looks.connect()
  const { tx, end, afterwards } = transactionOn(database, client, (answered) =>
    hangUpUnless(database, client, answered),
  )
  const resting: Pick<Transaction, 'become' | 'savepoint'> = {
    become(next) {
      if (next !== 'portal_identity') throw new Error('A look stays who it is')
    },
    savepoint: (within) => within(),
  }
  try {
    const result = await work(Object.assign(Object.create(tx) as Transaction, resting))
    for (const act of afterwards) act()
    return result
  } finally {
    end()
    client.release()
  }
}

interface State {
  open: boolean
  savepoints: number
  /** Savepoints that nothing was asked after yet, outermost first. */
  unsaid: string[]
  is: DatabaseRole | null
  next: DatabaseRole | null
  refused?: { error: unknown }
}

/** How statements go down a connection: under the role that was asked for last. */
function runOn(database: Database, client: pg.PoolClient, state: State, asked?: Asked) {
  let first = asked
  const switchRole = () => {
    if (state.next === null || state.next === state.is) return
    state.is = state.next
    // Was it refused, what follows it on the connection is refused, too.
    client
      .query({ ...patient(database, switching), name: nameOf(switching), values: [state.is] })
      .catch(() => {})
  }
  return (text: string, values?: unknown[], types?: pg.CustomTypesConfig) => {
    if (!state.open) throw new Overdue()
    sendTogether(client, process.nextTick)
    for (const name of state.unsaid.splice(0)) client.query(`savepoint ${name}`).catch(() => {})
    switchRole()
    const answered = client.query({
      ...patient(database, text),
      ...(values && { name: nameOf(text), values }),
      ...(types && { types }),
    })
    first?.(answered)
    first = undefined
    return answered
  }
}

/** Told of the first statement. */
type Asked = (answered: Promise<unknown>) => void

/** The handle of what is done on a connection until `end`. */
export function transactionOn(database: Database, client: pg.PoolClient, asked?: Asked) {
  const afterwards: (() => void)[] = []
  const state: State = { open: true, savepoints: 0, unsaid: [], is: null, next: null }
  const run = runOn(database, client, state, asked)

  let queries: Queries | undefined
  const tx: Transaction = {
    database,
    get has_ended() {
      return !state.open
    },
    get queries() {
      queries ??= queriesOn(run)
      return queries
    },
    afterCommit: (act) => void afterwards.push(act),
    send(text, values) {
      run(text, values).catch((error: unknown) => {
        state.refused ??= { error }
      })
    },
    run: run as Transaction['run'],
    become(next) {
      state.next = next
      if (next === null) state.is = null
    },
    async savepoint(work) {
      const name = `s${++state.savepoints}`
      const before = { is: state.is, next: state.next }
      state.unsaid.push(name)
      const wasSaid = () => {
        const at = state.unsaid.indexOf(name)
        if (at >= 0) state.unsaid.splice(at, 1)
        return at < 0
      }
      try {
        const result = await work()
        if (wasSaid()) await run(`release savepoint ${name}`)
        return result
      } catch (error) {
        if (!wasSaid()) throw error
        // The role comes back by itself.
        Object.assign(state, { is: null, next: null })
        await run(`rollback to savepoint ${name}; release savepoint ${name}`)
        Object.assign(state, before)
        throw whyOf(error)
      }
    },
  }
  function end(): void {
    state.open = false
  }
  /** What was sent and refused makes the next statement fail: it is the reason. */
  function whyOf(error: unknown): unknown {
    const why = state.refused ? state.refused.error : error
    delete state.refused
    return why
  }
  return { tx, afterwards, end, whyOf }
}

const switching = "select set_config('role', $1, true)"
