import { join } from 'node:path'
import pg from 'pg'
import { type Database, openPostgres } from '../platform/database/index.ts'
import { seedDesk } from '../scripts/seed/desk.ts'
import type { DeskSize } from '../scripts/seed/desk-steps.ts'
import { readTexts } from '../scripts/seed/texts.ts'
import { freshDatabase } from '../test/harness/database.ts'
import { root, setUp, startPortal, stop } from './house.ts'

/** BENCH_KEEP=1: desks are seeded once on the server of TEST_DATABASE_URL; each run works on a copy of its own. */
const isKept = process.env.BENCH_KEEP === '1'

export const texts = () => readTexts(join(root, '../shared/data/it-tickets.csv.gz'))

export interface DeskDatabase {
  database: Database
  url: string
  dataDir: string
  drop(): Promise<void>
}

/** A database with a desk of this size; no portal runs on it. */
export async function deskDatabase(folder: string, size: DeskSize): Promise<DeskDatabase> {
  const server = process.env.TEST_DATABASE_URL ?? ''
  const kept = `bench_desk_${size.tickets}`
  const dataDir = join(isKept ? join(root, '.cache/bench') : folder, `desk-${size.tickets}`)
  if (!isKept) return seeded(size, dataDir)
  const { rows } = await asAdmin(server, `select from pg_database where datname = '${kept}'`)
  if (rows.length === 0) {
    const { database, url } = await seeded(size, dataDir)
    await database.close()
    await asAdmin(server, `alter database ${new URL(url).pathname.slice(1)} rename to ${kept}`)
  }
  const copy = `${kept}_${process.pid}`
  await asAdmin(server, `create database ${copy} template ${kept}`)
  const url = new URL(server)
  url.pathname = `/${copy}`
  const database = openPostgres({ url: url.href, pool_size: 10 })
  const drop = async () => {
    await database.close()
    await asAdmin(server, `drop database ${copy} with (force)`)
  }
  return { database, url: url.href, dataDir, drop }
}

async function seeded(size: DeskSize, dataDir: string): Promise<DeskDatabase> {
  const { database, url, drop } = await freshDatabase()
  const { child, port } = await startPortal({ DATABASE_URL: url ?? '', DATA_DIR: dataDir })
  await setUp(port)
  await stop(child)
  const started = performance.now()
  await seedDesk(database, size, await texts())
  const took = (performance.now() - started) / 1_000
  console.log(`       ${size.tickets} tickets, ${size.replies} replies seeded in ${took.toFixed(0)} s`)
  return { database, url: url ?? '', dataDir, drop }
}

async function asAdmin(server: string, text: string) {
  const admin = new pg.Client({ connectionString: server })
  await admin.connect()
  try {
    return await admin.query(text)
  } finally {
    await admin.end()
  }
}
