import pg from 'pg'
import { type Database, openPostgres } from '../platform/database/index.ts'

export interface TestServer {
  create(): Promise<void>
  open(): Database
  drop(): Promise<void>
}

/** A database of its own on the server of TEST_DATABASE_URL; null without one. */
export function testServer(name: string): TestServer | null {
  const server = process.env.TEST_DATABASE_URL
  if (!server) return null
  const database = `${name}_${process.pid}`
  const url = new URL(server)
  url.pathname = `/${database}`
  async function onServer(text: string): Promise<void> {
    const client = new pg.Client(server)
    await client.connect()
    await client.query(text).finally(() => client.end())
  }

  return {
    create: () => onServer(`create database ${database}`),
    open: () => openPostgres({ url: url.href, pool_size: 5 }),
    drop: () => onServer(`drop database ${database} with (force)`),
  }
}
