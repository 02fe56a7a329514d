import type { Scope } from '../../../platform/database/index.ts'
import type { LockedTicket } from './ticket.queries.ts'

/** One after the other for each source, so that two imports of it never make the same ticket. */
export async function lockSource(scope: Scope, source: string): Promise<void> {
  await scope.tx.run('select pg_advisory_xact_lock(hashtextextended($1, 41))', [`ticket_import:${source}`])
}

export type KnownTicket = Pick<
  LockedTicket,
  | 'subject'
  | 'status'
  | 'status_kind'
  | 'priority'
  | 'priority_rank'
  | 'category_id'
  | 'module_slug'
  | 'assigned_user_id'
  | 'external_reference'
  | 'resolved_at'
  | 'closed_at'
  | 'field_versions'
  | 'version'
  | 'company_id'
  | 'requester_user_id'
  | 'requester_staff_member_id'
  | 'requester_email'
  | 'requester_name'
> & {
  external_id: string
  ticket_id: number
  checksum: Buffer
  imported_version: number
  /** Deleted here: it stays so. */
  is_gone: boolean
}

const known = `select k.external_id, k.ticket_id, k.checksum, t.id is null as is_gone, t.subject, t.status, t.status_kind, t.priority,
  t.priority_rank, t.category_id, t.module_slug, t.assigned_user_id, t.external_reference, t.resolved_at, t.closed_at,
  t.field_versions, t.version, coalesce(t.imported_version, 0) as imported_version, t.company_id, t.requester_user_id,
  t.requester_staff_member_id, t.requester_email, t.requester_name
from ticket_import_keys k left join lateral (select * from tickets x where x.id = k.ticket_id for no key update) t on true
where k.source = $1 and k.kind = 'ticket' and k.external_id = any ($2::text[]) order by k.ticket_id`

/** The tickets that came under these names, locked. */
export async function selectKnown(scope: Scope, source: string, externalIds: readonly string[]) {
  const { rows } = await scope.tx.run<KnownTicket & Record<string, unknown>>(known, [
    source,
    [...externalIds],
  ])
  return new Map(rows.map((row) => [row.external_id, row]))
}

const categories = `with made as (
  insert into ticket_categories (name) select n from unnest($1::text[]) n
  where not exists (select from ticket_categories c where lower(c.name) = lower(n)) order by lower(n)
  on conflict (lower(name)) do update set name = ticket_categories.name returning id, name)
select id, lower(name) as name from made
union select id, lower(name) from ticket_categories where lower(name) = any (select lower(n) from unnest($1::text[]) n)`

/** The ids of these categories by their names in lower case; those that do not exist are made. */
export async function ensureCategories(scope: Scope, names: readonly string[]): Promise<Map<string, number>> {
  if (names.length === 0) return new Map()
  const once = [...new Map(names.map((name) => [name.toLowerCase(), name])).values()]
  const { rows } = await scope.tx.run<{ id: number; name: string }>(categories, [once])
  return new Map(rows.map(({ id, name }) => [name, id]))
}

const ticketColumns = `company_id bigint, requester_user_id bigint, requester_staff_member_id bigint, requester_email text,
  requester_name text, subject text, status text, status_kind text, priority text, priority_rank smallint, category_id bigint,
  module_slug text, external_reference text, assigned_user_id bigint, resolved_at timestamptz, closed_at timestamptz`
const names = (columns: string) =>
  columns.replace(/\s+/g, ' ').replace(/ (bigint|text|smallint|timestamptz|int|boolean)\b/g, '')

const history = `reply_count int, last_reply_side text, needs_answer_since timestamptz, first_replied_at timestamptz,
  created_at timestamptz, updated_at timestamptz, public_updated_at timestamptz`
const tickets = `insert into tickets (source, imported_version, ${names(ticketColumns)}, ${names(history)})
select 'import', 1, ${names(ticketColumns)}, ${names(history)}
from jsonb_to_recordset($1::jsonb) as x (n int, ${ticketColumns}, ${history}) order by n returning id`

/** Makes tickets in one statement; their ids in the order of the rows. */
export async function insertTickets(scope: Scope, rows: readonly object[]): Promise<number[]> {
  if (rows.length === 0) return []
  const made = await scope.tx.run<{ id: number }>(tickets, [numbered(rows)])
  // Numbers are given in the order of the rows, whatever the order in which they come back.
  return made.rows.map(({ id }) => id).sort((a, b) => a - b)
}

const numbered = (rows: readonly object[]) => JSON.stringify(rows.map((row, n) => ({ ...row, n })))

const change = `update tickets t set (${names(ticketColumns)}, field_versions, version, imported_version, updated_at,
  public_updated_at, needs_answer_since) =
  (select ${names(ticketColumns).replace(/(\w+)/g, 'x.$1')}, x.field_versions, x.version, x.imported_version,
    clock_timestamp(), case when x.is_public then clock_timestamp() else t.public_updated_at end,
    case when x.resolved_at is null then t.needs_answer_since end)
from jsonb_to_recordset($1::jsonb) as x (id bigint, ${ticketColumns}, field_versions jsonb, version int, imported_version int,
  is_public boolean) where t.id = x.id`

export async function updateTickets(scope: Scope, rows: readonly object[]): Promise<void> {
  if (rows.length > 0) await scope.tx.run(change, [JSON.stringify(rows)])
}

const replyColumns = `company_id bigint, ticket_id bigint, kind text, side text, author_user_id bigint, author_name text,
  author_email text, body_source text, body_format text, body_html text, created_at timestamptz`
const replies = `insert into ticket_replies (source, origin_ticket_id, updated_at, body_text, ${names(replyColumns)})
select 'import', ticket_id, created_at, coalesce(body_text, body_source), ${names(replyColumns)}
from jsonb_to_recordset($1::jsonb) as x (n int, body_text text, ${replyColumns}) order by n returning id`

/** Writes entries in one statement; their ids in the order of the rows. */
export async function insertReplies(
  scope: Scope,
  rows: readonly { body_source: string; body_text: string }[],
): Promise<number[]> {
  if (rows.length === 0) return []
  // Plain text is sent once.
  const sent = rows.map((row) => (row.body_text === row.body_source ? { ...row, body_text: null } : row))
  const made = await scope.tx.run<{ id: number }>(replies, [numbered(sent)])
  return made.rows.map(({ id }) => id).sort((a, b) => a - b)
}

const rewritten = `update ticket_replies r set body_source = x.body_source, body_format = x.body_format, body_html = x.body_html,
  body_text = x.body_text, updated_at = now()
from jsonb_to_recordset($1::jsonb) as x (ticket_id bigint, reply_id bigint, body_source text, body_format text, body_html text,
  body_text text)
where r.origin_ticket_id = x.ticket_id and (r.id = x.reply_id or (x.reply_id is null and r.kind = 'request'))
  and r.edited_at is null and r.deleted_at is null and r.body_source is distinct from x.body_source`

/** Texts that changed where they came from, as far as nobody changed them here. */
export async function rewriteReplies(scope: Scope, rows: readonly object[]): Promise<void> {
  if (rows.length > 0) await scope.tx.run(rewritten, [JSON.stringify(rows)])
}

// What a list shows of the entries, counted anew where entries came to a ticket that is locked.
const recount = `update tickets t set reply_count = x.replies, last_reply_side = x.last_side,
  first_replied_at = coalesce(t.first_replied_at, x.first_staff), updated_at = clock_timestamp(),
  public_updated_at = case when x.replies > t.reply_count then clock_timestamp() else t.public_updated_at end,
  needs_answer_since = case when t.status_kind in ('open', 'pending') and x.last_side = 'customer'
    then coalesce(t.needs_answer_since, x.last_at) end
from (select i.id, count(*) filter (where r.kind = 'reply')::int as replies,
    min(r.created_at) filter (where r.kind = 'reply' and r.side = 'staff') as first_staff, max(r.created_at) as last_at,
    (array_agg(r.side order by r.created_at desc, r.id desc) filter (where r.side in ('customer', 'staff')))[1] as last_side
  from unnest($1::bigint[]) i (id) join ticket_replies r on r.ticket_id = i.id and r.deleted_at is null and not r.is_internal
  group by i.id) x where t.id = x.id`

export async function recountTickets(scope: Scope, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await scope.tx.run(recount, [[...ids]])
}

const watchers = `insert into ticket_watchers (company_id, ticket_id, kind, user_id, staff_member_id, email, name)
select company_id, ticket_id, kind, user_id, staff_member_id, email, name from jsonb_to_recordset($1::jsonb)
  as x (company_id bigint, ticket_id bigint, kind text, user_id bigint, staff_member_id bigint, email text, name text)
on conflict do nothing`

export async function insertImportedWatchers(scope: Scope, rows: readonly object[]): Promise<void> {
  if (rows.length > 0) await scope.tx.run(watchers, [JSON.stringify(rows)])
}

export interface Key {
  kind: 'ticket' | 'reply'
  external_id: string
  ticket_id: number
  reply_id: number | null
  checksum: Buffer
}

const keys = `insert into ticket_import_keys (source, kind, external_id, ticket_id, reply_id, checksum)
select $1, kind, external_id, ticket_id, reply_id, decode(checksum, 'hex') from jsonb_to_recordset($2::jsonb)
  as x (kind text, external_id text, ticket_id bigint, reply_id bigint, checksum text)
on conflict (source, kind, external_id) do update set checksum = excluded.checksum`

/** Remembers what things are called where they came from, and how they looked. */
export async function putKeys(scope: Scope, source: string, rows: readonly Key[]): Promise<void> {
  if (rows.length === 0) return
  const sent = rows.map((row) => ({ ...row, checksum: row.checksum.toString('hex') }))
  await scope.tx.run(keys, [source, JSON.stringify(sent)])
}

const knownReplies = `select external_id, reply_id, checksum from ticket_import_keys
where source = $1 and kind = 'reply' and external_id = any ($2::text[])`

export async function selectKnownReplies(scope: Scope, source: string, externalIds: readonly string[]) {
  if (externalIds.length === 0) return new Map<string, { reply_id: number; checksum: Buffer }>()
  const { rows } = await scope.tx.run<{ external_id: string; reply_id: number; checksum: Buffer }>(
    knownReplies,
    [source, [...externalIds]],
  )
  return new Map(rows.map((row) => [row.external_id, row]))
}
