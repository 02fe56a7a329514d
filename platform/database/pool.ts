import { mkdirSync } from 'node:fs'
import { PGlite } from '@electric-sql/pglite'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { unaccent } from '@electric-sql/pglite/contrib/unaccent'
import { createPgConfig } from '@electric-sql/pglite/node-postgres'
import pg from 'pg'
import { wireTypes } from './values.ts'

/** The one way to the database: a pool of connections to PostgreSQL, or the one of the embedded database. */
export interface Database {
  readonly kind: 'postgresql' | 'embedded'
  readonly pool: pg.Pool
  /** Connections that rest as portal_identity and only read: a look needs no transaction there. Null when embedded. */
  readonly looks: pg.Pool | null
  /** Hears `notify` on a channel, on a connection of its own; gives back how to stop. */
  listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>>
  close(): Promise<void>
}

export interface PostgresOptions {
  url: string
  pool_size?: number
  application_name?: string
  ssl?: boolean | { rejectUnauthorized: boolean } | undefined
}

// Statements here take milliseconds; compiling one for each part of the stream takes hundreds of them, and several processes
// for one of them take the others' processors.
const sessionSettings =
  "set timezone to 'UTC'; set search_path to myportal, public; set statement_timeout to '10s'; " +
  "set lock_timeout to '5s'; set idle_in_transaction_session_timeout to '15s'; set jit to off; " +
  'set max_parallel_workers_per_gather to 0'

/** Opens a pool whose connections can do nothing outside a scoped transaction (companies §4.3). */
export function openPostgres(options: PostgresOptions): Database {
  const config = {
    connectionString: options.url,
    types: wireTypes,
    application_name: options.application_name ?? 'myportal',
    connectionTimeoutMillis: 2_000,
    ...(options.ssl !== undefined && { ssl: options.ssl }),
  }
  const opened = (max: number, onConnect: typeof prepareSession) =>
    new pg.Pool({ ...config, max, pipeline: true, idleTimeoutMillis: 30_000, onConnect } as pg.PoolConfig).on(
      'error',
      () => {},
    )
  const pool = opened(options.pool_size ?? 10, prepareSession)
  const looks = opened(mostLooks, prepareLooks)

  return {
    kind: 'postgresql',
    pool,
    looks,
    listen: (channel, heard) => listenOn(config, channel, heard),
    close: async () => void (await Promise.all([pool.end(), looks.end()])),
  }
}

/** Opens the embedded database in a folder, or in memory without one. Only one process may hold a folder. */
export async function openEmbedded(folder: string | null, loadDataDir?: Blob): Promise<Database> {
  if (folder) mkdirSync(folder, { recursive: true, mode: 0o700 })
  const pglite = await PGlite.create({
    ...(folder && { dataDir: folder }),
    ...(loadDataDir && { loadDataDir }),
    extensions: { pg_trgm, unaccent },
    relaxedDurability: false,
  })
  const pool = new pg.Pool({
    ...createPgConfig(pglite),
    types: wireTypes,
    max: 1,
    pipeline: true,
    idleTimeoutMillis: 0,
    onConnect: prepareSession,
  } as pg.PoolConfig)
  pool.on('error', () => {})

  return {
    kind: 'embedded',
    pool,
    looks: null,
    listen: async (channel, heard) => pglite.listen(channel, heard),
    async close() {
      await pool.end()
      await pglite.close()
    },
  }
}

/** The migrations' way in: as the owner, with no limits of time. Close it before anything is served. */
export async function asOwner<T>(
  database: Database,
  work: (client: pg.ClientBase) => Promise<T>,
): Promise<T> {
  const client = await database.pool.connect()
  try {
    await client.query('reset role')
    return await work(client)
  } finally {
    client.release(database.kind === 'postgresql')
    if (database.kind === 'embedded') await database.pool.query(sessionRole)
  }
}

const sessionRole = `do $$ begin
  if exists (select from pg_roles where rolname = 'portal_login') then set role portal_login; end if; end $$`

async function prepareSession(client: pg.ClientBase): Promise<void> {
  // The pool listens only while it is idle; a connection that breaks in use would end the process.
  client.on('error', () => {})
  await client.query(`${sessionSettings}; ${sessionRole}`)
}

/** Looks differ in how many they look at; a plan for each number would cost more than the look. */
export const oneForAll = 'plan_cache_mode to force_generic_plan'

/** Beside the pool: they are quick, and wait for nothing. */
const mostLooks = 4

async function prepareLooks(client: pg.ClientBase): Promise<void> {
  client.on('error', () => {})
  await client.query(
    `${sessionSettings}; set default_transaction_read_only to on; set role portal_identity; set ${oneForAll}`,
  )
}

const listenAgainMs = 1_000

/** A connection that breaks is made anew until it works; what was said meanwhile is not heard. */
async function listenOn(config: pg.ClientConfig, channel: string, heard: (payload: string) => void) {
  const state: { closed: boolean; client: pg.Client | null; timer?: NodeJS.Timeout } = {
    closed: false,
    client: null,
  }
  async function connect(): Promise<void> {
    const client = new pg.Client({ ...config, keepAlive: true })
    client.on('notification', (message) => heard(message.payload ?? ''))
    client.on('error', () => {})
    await client.connect()
    client.on('end', again)
    state.client = client
    await client.query(`listen ${pg.escapeIdentifier(channel)}`)
    if (state.closed) await endSoon(client)
  }
  function again(): void {
    if (state.closed) return
    clearTimeout(state.timer)
    state.timer = setTimeout(() => void connect().catch(again), listenAgainMs)
  }
  async function close(): Promise<void> {
    state.closed = true
    clearTimeout(state.timer)
    if (state.client) await endSoon(state.client)
  }
  // Who could not begin to listen is told so, and nothing goes on trying behind their back.
  await connect().catch(async (error) => {
    await close()
    throw error
  })

  return close
}

/** Says good-bye, and hangs up on a server that does not answer it. */
async function endSoon(client: pg.Client): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  // The good-bye of a connection that broke at the same moment may never be answered.
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      client.connection.stream.destroy()
      resolve()
    }, 1_000)
  })
  await Promise.race([client.end(), late]).finally(() => clearTimeout(timer))
}
