import { type SqlBool, sql, type UpdateObject } from 'kysely'
import type { Cursor, Scope, Tables } from '../../../platform/database/index.ts'
import type { DeskCategory, DeskPriority, DeskStatus, DeskTag } from '../contract/setup.ts'

const rising = { version: sql<number>`version + 1`, updated_at: sql<string>`now()` }

const statuses = `select key, label, public_label, kind, color, position, pauses_sla, is_default, is_active, moving_to, version
from ticket_statuses order by position, key`

/** Changes of statuses, priorities, categories stand in line: they look at each other (one default, one place each). */
export async function lockSetup(scope: Scope): Promise<void> {
  await scope.tx.run(`select pg_advisory_xact_lock(hashtextextended('tickets.setup', 0))`)
}

export async function selectDeskStatuses(scope: Scope): Promise<DeskStatus[]> {
  return (await scope.tx.run<DeskStatus & Record<string, unknown>>(statuses)).rows
}

type Row<Table extends keyof Tables> = UpdateObject<Tables, Table>

export async function insertStatus(
  scope: Scope,
  row: Omit<DeskStatus, 'version' | 'moving_to' | 'is_active'>,
) {
  await scope.tx.queries.insertInto('ticket_statuses').values(row).execute()
}

export async function updateStatus(scope: Scope, key: string, change: Row<'ticket_statuses'>): Promise<void> {
  await scope.tx.queries
    .updateTable('ticket_statuses')
    .set({ ...change, ...rising })
    .where('key', '=', key)
    .execute()
}

export async function deleteStatus(scope: Scope, key: string): Promise<void> {
  await scope.tx.run('delete from ticket_statuses where key = $1', [key])
}

/** None of them is the default any more; another one becomes it in the same transaction. */
export async function clearDefault(
  scope: Scope,
  table: 'ticket_statuses' | 'ticket_priorities' | 'ticket_calendars' | 'ticket_sla_policies',
): Promise<void> {
  await scope.tx.queries
    .updateTable(table)
    .set({ is_default: false })
    .where('is_default', '=', true)
    .execute()
}

/** The places 1, 2, 3 … in this order; whoever did not move keeps the version. */
export async function placeStatuses(scope: Scope, keys: string[]): Promise<void> {
  await scope.tx.run(
    `update ticket_statuses s set position = o.position from unnest($1::text[]) with ordinality o (key, position)
     where o.key = s.key and s.position <> o.position`,
    [keys],
  )
}

export async function placeCategories(scope: Scope, ids: number[]): Promise<void> {
  await scope.tx.run(
    `update ticket_categories c set position = o.position from unnest($1::bigint[]) with ordinality o (id, position)
     where o.id = c.id and c.position <> o.position`,
    [ids],
  )
}

const priorities = `select key, label, rank, color, is_public, is_default, is_active, version
from ticket_priorities order by rank`

export async function selectDeskPriorities(scope: Scope): Promise<DeskPriority[]> {
  return (await scope.tx.run<DeskPriority & Record<string, unknown>>(priorities)).rows
}

export async function insertPriority(
  scope: Scope,
  row: Pick<DeskPriority, 'key' | 'label' | 'rank' | 'color' | 'is_public'>,
): Promise<void> {
  await scope.tx.queries.insertInto('ticket_priorities').values(row).execute()
}

export async function updatePriority(
  scope: Scope,
  key: string,
  change: Row<'ticket_priorities'>,
): Promise<void> {
  await scope.tx.queries
    .updateTable('ticket_priorities')
    .set({ ...change, ...rising })
    .where('key', '=', key)
    .execute()
}

/** With what policies promise for it. */
export async function deletePriority(scope: Scope, key: string): Promise<void> {
  await scope.tx.run('delete from ticket_sla_targets where priority = $1', [key])
  await scope.tx.run('delete from ticket_priorities where key = $1', [key])
}

const categories = `select id, name, is_public, default_priority, position, is_active, version
from ticket_categories order by position, lower(name)`

export async function selectDeskCategories(scope: Scope): Promise<DeskCategory[]> {
  return (await scope.tx.run<DeskCategory & Record<string, unknown>>(categories)).rows
}

export async function insertDeskCategory(
  scope: Scope,
  row: Pick<DeskCategory, 'name' | 'is_public' | 'default_priority' | 'position'>,
): Promise<number> {
  const { id } = await scope.tx.queries
    .insertInto('ticket_categories')
    .values(row)
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function updateCategory(
  scope: Scope,
  id: number,
  change: Row<'ticket_categories'>,
): Promise<void> {
  await scope.tx.queries
    .updateTable('ticket_categories')
    .set({ ...change, ...rising })
    .where('id', '=', id)
    .execute()
}

export async function deleteCategory(scope: Scope, id: number): Promise<void> {
  await scope.tx.run('delete from ticket_categories where id = $1', [id])
}

const tagColumns = sql<DeskTag>`g.id, g.slug, g.version, (select count(*)::int from (select from ticket_taggings x
  where x.tag_id = g.id limit 100) n) as tickets`

/** Tags by name; with `q` those that hold it. */
export async function selectDeskTags(
  scope: Scope,
  wanted: { q?: string | undefined; limit: number },
  cursor: Cursor | null,
): Promise<DeskTag[]> {
  const like =
    wanted.q === undefined ? sql<SqlBool>`true` : sql<SqlBool>`position(lower(${wanted.q}) in g.slug) > 0`
  const after = cursor
    ? sql<SqlBool>`(g.slug, g.id) > (${cursor.values[0]}, ${cursor.id})`
    : sql<SqlBool>`true`
  const { rows } = await sql<DeskTag>`select ${tagColumns} from ticket_tags g where ${like} and ${after}
    order by g.slug, g.id limit ${wanted.limit + 1}`.execute(scope.tx.queries)
  return rows
}

export async function selectDeskTag(scope: Scope, id: number): Promise<DeskTag | undefined> {
  const { rows } = await sql<DeskTag>`select ${tagColumns} from ticket_tags g where g.id = ${id}`.execute(
    scope.tx.queries,
  )
  return rows[0]
}

export async function lockTag(scope: Scope, id: number): Promise<void> {
  await scope.tx.run('select from ticket_tags where id = $1 for update', [id])
}

export async function insertTag(scope: Scope, slug: string): Promise<number> {
  const { id } = await scope.tx.queries
    .insertInto('ticket_tags')
    .values({ slug })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function updateTag(scope: Scope, id: number, slug: string): Promise<void> {
  await scope.tx.queries
    .updateTable('ticket_tags')
    .set({ slug, ...rising })
    .where('id', '=', id)
    .execute()
}

export async function deleteTag(scope: Scope, id: number): Promise<void> {
  await scope.tx.run('delete from ticket_tags where id = $1', [id])
}

/** The tags most used, as far as counting to 1 000 each tells. */
export async function selectUsualTags(scope: Scope, most: number): Promise<string[]> {
  const { rows } = await scope.tx.run<{ slug: string }>(
    `select g.slug from ticket_tags g order by (select count(*) from (select from ticket_taggings x
       where x.tag_id = g.id limit 1000) n) desc, g.slug limit $1`,
    [most],
  )
  return rows.map(({ slug }) => slug)
}

/** What still has something of the setup, by noun: seen or not. */
export async function countUses(scope: Scope, noun: string, key: string | number) {
  const { rows } = await scope.tx.run<{ noun: string; uses: number }>(
    'select * from ticket_setup_uses($1, $2, $3)',
    typeof key === 'number' ? [noun, null, key] : [noun, key, null],
  )
  return Object.fromEntries(rows.map(({ noun: what, uses }) => [what, uses]))
}
