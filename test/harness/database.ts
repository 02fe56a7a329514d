import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { PGlite } from '@electric-sql/pglite'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { unaccent } from '@electric-sql/pglite/contrib/unaccent'
import pg from 'pg'
import { migrateAll } from '../../app/migrate.ts'
import { type Database, openEmbedded, openPostgres, readMigrations } from '../../platform/database/index.ts'
import { jobDefinitions } from '../../platform/jobs/index.ts'

/** A fresh, migrated database of one's own: PGlite, or PostgreSQL when TEST_DATABASE_URL names a server. */
export async function freshDatabase(): Promise<{
  database: Database
  url: string | null
  drop(): Promise<void>
}> {
  const server = process.env.TEST_DATABASE_URL
  return server ? freshPostgres(server) : freshEmbedded()
}

async function freshEmbedded() {
  const database = await openEmbedded(null, new Blob([await embeddedTemplate()]))
  return { database, url: null, drop: () => database.close() }
}

/** A migrated data folder, made once per state of the migrations and kept in .cache. */
async function embeddedTemplate(): Promise<Buffer<ArrayBuffer>> {
  const file = new URL(`../../.cache/pglite-${await schemaHash()}.tar`, import.meta.url)
  if (existsSync(file)) return readFileSync(file) as Buffer<ArrayBuffer>

  mkdirSync(new URL('.', file), { recursive: true })
  const folder = new URL(`../../.cache/making-${randomBytes(6).toString('hex')}`, import.meta.url).pathname
  const database = await openEmbedded(folder)
  await migrateAll(database)
  await database.close()
  const pglite = await PGlite.create({ dataDir: folder, extensions: { pg_trgm, unaccent } })
  const dump = Buffer.from(await (await pglite.dumpDataDir('none')).arrayBuffer())
  await pglite.close()
  rmSync(folder, { recursive: true })
  const half = new URL(`${file.href}.${process.pid}`)
  writeFileSync(half, dump)
  renameSync(half, file)
  return dump
}

async function schemaHash(): Promise<string> {
  const migrations = await readMigrations()
  return createHash('sha256')
    .update(migrations.map(({ checksum }) => checksum).join())
    .update(readFileSync(new URL('../../package-lock.json', import.meta.url)))
    .update([...jobDefinitions().keys()].sort().join())
    .digest('hex')
    .slice(0, 16)
}

async function freshPostgres(server: string) {
  const hash = await schemaHash()
  const template = `portal_template_${hash}`
  const name = `portal_test_${process.pid}_${randomBytes(4).toString('hex')}`
  await withAdmin(server, async (admin) => {
    await admin.query('select pg_advisory_lock(7230115)')
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [template])
    if (!rowCount) await makeTemplate(server, admin, template)
    await admin.query(`create database ${name} template ${template}`)
  })
  const url = urlOf(server, name)
  const database = openPostgres({ url, pool_size: 10 })
  return {
    database,
    url,
    async drop() {
      await database.close()
      await withAdmin(server, (admin) => admin.query(`drop database if exists ${name} with (force)`))
    },
  }
}

async function makeTemplate(server: string, admin: pg.Client, template: string): Promise<void> {
  const half = `${template}_half`
  await admin.query(`drop database if exists ${half} with (force)`)
  await admin.query(`create database ${half}`)
  const database = openPostgres({ url: urlOf(server, half), pool_size: 2 })
  await migrateAll(database)
  await database.close()
  await admin.query(`alter database ${half} rename to ${template}`)
}

async function withAdmin<T>(server: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: server })
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.end()
  }
}

function urlOf(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}
