import type { Scope } from '../../../platform/database/index.ts'
import * as queries from './import.queries.ts'
import { checksumOf, entryKey, type ImportRecord } from './import.record.ts'
import { renderImported } from './import-body.ts'
import { fieldsOf, type Means, replyOf, taggingsOf } from './import-create.ts'
import { insertTaggings } from './tagging.queries.ts'

export interface Pair {
  record: ImportRecord
  before: queries.KnownTicket
}

/** The fields of a ticket as field_versions names them: their columns, and whether the source said something of them. */
const fields: readonly {
  name: string
  columns: readonly (keyof queries.KnownTicket)[]
  isTold(record: ImportRecord): boolean
}[] = [
  { name: 'subject', columns: ['subject'], isTold: () => true },
  {
    name: 'status',
    columns: ['status', 'status_kind', 'resolved_at', 'closed_at'],
    isTold: ({ status }) => status !== undefined,
  },
  {
    name: 'priority',
    columns: ['priority', 'priority_rank'],
    isTold: ({ priority }) => priority !== undefined,
  },
  { name: 'category', columns: ['category_id'], isTold: ({ category }) => category !== undefined },
  {
    name: 'assigned_user_id',
    columns: ['assigned_user_id'],
    isTold: ({ assignee_email }) => assignee_email !== undefined,
  },
  { name: 'module_slug', columns: ['module_slug'], isTold: ({ module_slug }) => module_slug !== undefined },
  {
    name: 'requester',
    columns: ['requester_user_id', 'requester_staff_member_id', 'requester_email', 'requester_name'],
    isTold: ({ requester }) => requester !== undefined,
  },
]

/**
 * Lets known tickets follow their source; what people changed here since the last import stays (tickets §4.11). Answers
 * the ids of those in which something changed. Texts follow as long as nobody edited them here.
 */
export async function updateImported(
  scope: Scope,
  source: string,
  pairs: readonly Pair[],
  means: Means,
): Promise<Set<number>> {
  if (pairs.length === 0) return new Set()
  const now = new Date().toISOString()
  const changed = new Set<number>()
  const rows = pairs.flatMap((pair) => {
    const row = changeOf(pair, means, now)
    if (row) changed.add(pair.before.ticket_id)
    return row ?? []
  })
  await queries.updateTickets(scope, rows)
  await insertTaggings(
    scope,
    pairs.flatMap(({ record, before }) => taggingsOf(inPlace(record, before), before.ticket_id, means)),
  )
  for (const id of await updateEntries(scope, source, pairs, means)) changed.add(id)
  return changed
}

/** A ticket that was moved here stays where it is. */
const inPlace = (record: ImportRecord, { company_id }: queries.KnownTicket): ImportRecord => ({
  ...record,
  company_id,
})

function changeOf({ record, before }: Pair, means: Means, now: string) {
  const told = fieldsOf(inPlace(record, before), means, before.resolved_at ?? now)
  const peoples = Object.keys(before.field_versions).filter(
    (name) => (before.field_versions[name] ?? 0) > before.imported_version,
  )
  const changed = fields.filter(
    ({ name, columns, isTold }) =>
      isTold(record) && !peoples.includes(name) && differs(columns, told, before),
  )
  if (changed.length === 0) return null
  const columns = changed.flatMap((field) => field.columns)
  const set = Object.fromEntries(columns.map((column) => [column, told[column as keyof typeof told]]))
  const imported_version = before.version + 1
  // What is people's must stay newer than this import.
  const version = peoples.length > 0 ? imported_version + 1 : imported_version
  const field_versions = {
    ...before.field_versions,
    ...Object.fromEntries(peoples.map((name) => [name, version])),
    ...Object.fromEntries(changed.map(({ name }) => [name, imported_version])),
  }
  const { external_id: _, ticket_id, checksum: __, is_gone: ___, ...was } = before
  return { ...was, ...set, id: ticket_id, version, imported_version, field_versions, is_public: true }
}

function differs(
  columns: readonly (keyof queries.KnownTicket)[],
  told: Record<string, unknown>,
  before: queries.KnownTicket,
): boolean {
  // The times of a status follow it; alone they are no change.
  return columns.some(
    (column) => !column.endsWith('_at') && (told[column] ?? null) !== (before[column] ?? null),
  )
}

async function updateEntries(
  scope: Scope,
  source: string,
  pairs: readonly Pair[],
  means: Means,
): Promise<number[]> {
  const now = new Date().toISOString()
  const all = pairs.flatMap(({ record, before }) =>
    record.entries.map((entry) => ({
      entry,
      record: inPlace(record, before),
      ticket_id: before.ticket_id,
      key: entryKey(record, entry),
      checksum: checksumOf(entry),
    })),
  )
  const known = await queries.selectKnownReplies(
    scope,
    source,
    all.map(({ key }) => key),
  )
  const fresh = all.filter(({ key }) => !known.has(key))
  const ids = await queries.insertReplies(
    scope,
    fresh.map(({ record, entry, ticket_id }) => ({ ...replyOf(record, entry, means, now), ticket_id })),
  )
  const rewritten = all.filter(({ key, checksum }) => known.get(key)?.checksum.equals(checksum) === false)
  await queries.rewriteReplies(scope, [
    ...pairs
      .filter(({ record }) => record.body.text.trim() !== '')
      .map(({ record, before }) => ({
        ticket_id: before.ticket_id,
        reply_id: null,
        ...renderImported(record.body),
      })),
    ...rewritten.map(({ entry, ticket_id, key }) => ({
      ticket_id,
      reply_id: known.get(key)?.reply_id ?? 0,
      ...renderImported(entry.body),
    })),
  ])
  await queries.putKeys(scope, source, [
    ...fresh.map(({ key, ticket_id, checksum }, at) => ({
      kind: 'reply' as const,
      external_id: key,
      ticket_id,
      reply_id: ids[at] ?? null,
      checksum,
    })),
    ...rewritten.map(({ key, ticket_id, checksum }) => ({
      kind: 'reply' as const,
      external_id: key,
      ticket_id,
      reply_id: known.get(key)?.reply_id ?? null,
      checksum,
    })),
  ])
  const touched = [...new Set([...fresh, ...rewritten].map(({ ticket_id }) => ticket_id))]
  await queries.recountTickets(scope, touched)
  return touched
}
