import type pg from 'pg'
import { asOwner, type Database } from '../../platform/database/index.ts'
import { seedCompanies } from './companies.ts'
import { type DeskSize, deskSteps } from './desk-steps.ts'

export const wholeDesk: DeskSize = {
  companies: 100,
  people: 2_000,
  technicians: 20,
  tickets: 100_000,
  replies: 1_000_000,
  open: 5_000,
}

/**
 * A desk with its customers, people, technicians, tickets, entries and search index: set by set, in one transaction, and
 * nothing is announced of it. Needs a portal whose first person has registered; everybody has that person's password.
 */
export async function seedDesk(
  database: Database,
  size: DeskSize,
  texts: readonly string[],
  say: (step: string) => void = () => {},
): Promise<void> {
  await seedCompanies(database, { ...size, staff: 0, events: 0, months: 1 })
  await asOwner(database, async (client) => {
    await client.query(
      "begin; set local statement_timeout to '0'; set local idle_in_transaction_session_timeout to '0'; " +
        "set local session_replication_role = replica; set local maintenance_work_mem = '256MB'; set local synchronous_commit = off",
    )
    try {
      await client.query('create temp table seed_texts (n int primary key, body text) on commit drop')
      await client.query(
        `insert into seed_texts select n - 1, body from unnest($1::text[]) with ordinality x (body, n)`,
        [texts],
      )
      const rebuildIndexes = await withoutIndexes(client)
      for (const [step, text, values] of deskSteps(size, texts.length)) {
        say(step)
        await client.query(text, values)
      }
      say('search')
      await indexAll(client)
      say('indexes')
      await rebuildIndexes()
      await client.query('commit')
    } catch (error) {
      await client.query('rollback')
      throw error
    }
    say('statistics')
    await client.query(`set statement_timeout to '0'; select 1`)
    await client.query(
      'vacuum analyze tickets, ticket_replies, ticket_watchers, ticket_taggings, ticket_search, memberships, users',
    )
    await client.query(`set statement_timeout to '10s'`)
  })
}

/** Indexes that no constraint needs go, and come back at the end: building one is faster than keeping it. */
async function withoutIndexes(client: pg.ClientBase): Promise<() => Promise<void>> {
  const { rows } = await client.query<{ name: string; text: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as text from pg_index i
     where i.indrelid = any (array['tickets', 'ticket_replies', 'ticket_watchers', 'ticket_search']::regclass[])
       and not i.indisunique`,
  )
  for (const { name } of rows) await client.query(`drop index ${name}`)
  return async () => {
    await client.query('set local role portal_owner')
    for (const { text } of rows) await client.query(text)
    await client.query('reset role')
  }
}

async function indexAll(client: pg.ClientBase): Promise<void> {
  // What finds the entries of a ticket is needed now.
  await client.query('create index seed_entries on ticket_replies (ticket_id)')
  await client.query('create index seed_watchers on ticket_watchers (ticket_id)')
  await client.query('analyze ticket_replies, ticket_watchers, tickets')
  await client.query(`select sum(ticket_search_rebuild(ids)) from
    (select array_agg(t.id) as ids from tickets t join seed_tickets s on s.id = t.id group by t.id / 500) x`)
  await client.query('drop index seed_entries; drop index seed_watchers')
}
