import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import type pg from 'pg'
import { asOwner, type Database } from './pool.ts'

export interface Migration {
  number: number
  name: string
  sql: string
  checksum: string
}

const folder = new URL('../../database/migrations/', import.meta.url)
const lock = 7_230_114

/** What a module sets up beside the SQL files, as the owner, after them: the queue's own schema. */
export type AfterMigrations = (client: pg.ClientBase) => Promise<void>

/**
 * Creates what is missing of roles and schema, then applies the migrations not yet applied, in order, each in
 * its transaction, under an advisory lock. A changed or unknown migration stops the start.
 */
export async function migrate(
  database: Database,
  release: string,
  after: AfterMigrations[] = [],
): Promise<number> {
  const migrations = await readMigrations()
  return asOwner(database, async (client) => {
    await client.query(
      "set statement_timeout to '0'; set lock_timeout to '0'; set idle_in_transaction_session_timeout to '0'",
    )
    await client.query(`select pg_advisory_lock(${lock})`)
    try {
      await prepareRoles(client)
      await client.query('set role portal_owner')
      const applied = await applyAll(client, migrations, release)
      for (const step of after) await step(client)
      return applied
    } finally {
      await client.query('rollback; reset role')
      await client.query(`select pg_advisory_unlock(${lock})`)
    }
  })
}

export async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}_\w+\.sql$/.test(name)).sort()
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, folder), 'utf8')
      const checksum = createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex')
      return { number: Number(name.slice(0, 4)), name: name.slice(5, -4), sql, checksum }
    }),
  )
}

async function applyAll(client: pg.ClientBase, migrations: Migration[], release: string): Promise<number> {
  await client.query(`create table if not exists schema_version (
    number int primary key, name text not null, checksum text not null,
    applied_at timestamptz not null default now(), duration_ms int not null, release text not null)`)
  await client.query('grant select on schema_version to portal_member, portal_provider, portal_system')
  const { rows } = await client.query<{ number: number; checksum: string }>(
    'select number, checksum from schema_version',
  )
  const known = new Map(rows.map((row) => [row.number, row.checksum]))
  refuseForeign(migrations, known)

  const missing = migrations.filter((migration) => !known.has(migration.number))
  for (const migration of missing) await apply(client, migration, release)
  return missing.length
}

function refuseForeign(migrations: Migration[], known: Map<number, string>): void {
  const ours = new Map(migrations.map((migration) => [migration.number, migration]))
  for (const [number, checksum] of known) {
    const migration = ours.get(number)
    if (!migration)
      throw new Error(
        `The database has migration ${number}, which this release does not know: upgrade the release`,
      )
    if (migration.checksum !== checksum)
      throw new Error(`Migration ${number}_${migration.name} was changed after it was applied`)
  }
}

async function apply(client: pg.ClientBase, migration: Migration, release: string): Promise<void> {
  const started = performance.now()
  try {
    await client.query(`begin; ${migration.sql}`)
    await client.query(
      'insert into schema_version (number, name, checksum, duration_ms, release) values ($1, $2, $3, $4, $5)',
      [
        migration.number,
        migration.name,
        migration.checksum,
        Math.round(performance.now() - started),
        release,
      ],
    )
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`Migration ${migration.number}_${migration.name} failed: ${(error as Error).message}`, {
      cause: error,
    })
  }
}

const roleStatements = `do $$
declare name text;
begin
  foreach name in array array['portal_owner', 'portal_identity', 'portal_member', 'portal_provider', 'portal_system'] loop
    if not exists (select from pg_roles where rolname = name) then execute format('create role %I nologin', name); end if;
  end loop;
  if not exists (select from pg_roles where rolname = 'portal_login') then create role portal_login login noinherit; end if;
  if not exists (select from pg_roles where rolname = 'portal_migrator') then create role portal_migrator login; end if;
  grant portal_identity, portal_member, portal_provider, portal_system to portal_login;
  grant portal_owner to portal_migrator;
end $$`

/** Roles belong to the whole server, so two databases may share them. */
async function prepareRoles(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ missing: number }>(
    `select count(*)::int as missing from unnest(array['portal_owner', 'portal_login', 'portal_migrator',
       'portal_identity', 'portal_member', 'portal_provider', 'portal_system']) n
     where not exists (select from pg_roles where rolname = n)`,
  )
  if (rows[0]?.missing) await createRoles(client)
  await client.query(`do $$ begin
    if not exists (select from pg_namespace where nspname = 'myportal') then
      execute format('grant create on database %I to portal_owner', current_database());
      create schema myportal authorization portal_owner;
    end if;
  end $$;
  grant usage on schema myportal to portal_login, portal_identity, portal_member, portal_provider, portal_system;
  create extension if not exists pg_trgm schema public;
  create extension if not exists unaccent schema public`)
}

async function createRoles(client: pg.ClientBase): Promise<void> {
  try {
    await client.query(roleStatements)
  } catch (error) {
    const code = (error as { code?: string }).code
    // Two portals may be created on one server at the same moment.
    if (code === '23505' || code === '42710' || code === 'XX000') return createRoles(client)
    if (code !== '42501') throw error
    throw new Error(
      `This login may not create the database roles. Run this as a superuser, once:\n\n${roleStatements};\n`,
      {
        cause: error,
      },
    )
  }
}
