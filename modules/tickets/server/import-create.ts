import type { Scope } from '../../../platform/database/index.ts'
import * as queries from './import.queries.ts'
import type { ImportEntry, ImportPerson, ImportRecord } from './import.record.ts'
import { cut, renderImported, sound } from './import-body.ts'
import type { Choices } from './import-choices.ts'
import type { People } from './import-people.ts'
import { insertTaggings } from './tagging.queries.ts'

export interface Means {
  choices: Choices
  people: People
}

export interface Made {
  record: ImportRecord
  ticket_id: number
  /** Of its entries, in their order; the request is not among them. */
  reply_ids: number[]
}

/** Makes tickets with all that belongs to them, set by set. */
export async function createImported(
  scope: Scope,
  records: readonly ImportRecord[],
  means: Means,
): Promise<Made[]> {
  if (records.length === 0) return []
  const now = new Date().toISOString()
  const facts = records.map((record) => factsOf(record, means, now))
  const ids = await queries.insertTickets(
    scope,
    facts.map(({ row }) => row),
  )
  const placed = facts.map((fact, at) => ({ ...fact, ticket_id: ids[at] ?? 0 }))
  const replyIds = await queries.insertReplies(
    scope,
    placed.flatMap(({ replies, ticket_id }) => replies.map((reply) => ({ ...reply, ticket_id }))),
  )
  await queries.insertImportedWatchers(
    scope,
    placed.flatMap(({ record, ticket_id }) => watchersOf(record, ticket_id, means)),
  )
  await insertTaggings(
    scope,
    placed.flatMap(({ record, ticket_id }) => taggingsOf(record, ticket_id, means)),
  )
  let at = 0
  return placed.map(({ record, ticket_id, replies }) => {
    const own = replyIds.slice(at + 1, at + replies.length)
    at += replies.length
    return { record, ticket_id, reply_ids: own }
  })
}

function factsOf(record: ImportRecord, means: Means, now: string) {
  const replies = repliesOf(record, means, now)
  const fields = fieldsOf(record, means, now)
  const told = historyOf(record, replies, now)
  const needs_answer_since = fields.resolved_at === null ? told.needs_answer_since : null
  return { record, replies, row: { ...fields, ...told, needs_answer_since } }
}

/** The columns that a source may speak about, for a ticket that is new. */
export function fieldsOf(record: ImportRecord, { choices, people }: Means, now: string) {
  const status = choices.status(record.status)
  const priority = choices.priority(record.priority)
  if (!status || !priority) throw new Error('A record was taken whose status or priority is not there')
  const over = status.kind === 'resolved' || status.kind === 'closed'
  const ended = record.resolved_at ?? record.closed_at ?? record.updated_at ?? record.created_at ?? now
  return {
    company_id: record.company_id,
    ...requesterOf(record, people),
    subject: cut(oneLine(record.subject), 255),
    status: status.key,
    status_kind: status.kind,
    priority: priority.key,
    priority_rank: priority.rank,
    category_id: record.category ? (choices.category(record.category) ?? null) : null,
    module_slug: record.module_slug ?? null,
    external_reference: record.external_reference ? cut(sound(record.external_reference), 128) : null,
    assigned_user_id: people.agent(record.assignee_email),
    resolved_at: over ? ended : null,
    closed_at: status.kind === 'closed' ? (record.closed_at ?? ended) : null,
  }
}

export const oneLine = (text: string) => sound(text).replace(/\s+/g, ' ').trim() || '–'

export function requesterOf({ company_id, requester }: ImportRecord, people: People) {
  const found = people.find(company_id, requester?.email)
  const isAccount = found !== null && found.user_id !== null
  return {
    requester_user_id: found?.user_id ?? null,
    requester_staff_member_id: isAccount ? null : (found?.staff_member_id ?? null),
    requester_email: isAccount ? null : (requester?.email ?? null),
    requester_name: isAccount || !requester?.name ? null : cut(oneLine(requester.name), 160),
  }
}

type Reply = ReturnType<typeof replyOf>

/** The request first, then what was said; a time that is missing is that of what stands before. */
function repliesOf(record: ImportRecord, means: Means, now: string): Reply[] {
  const begun = record.created_at ?? now
  const request: ImportEntry = {
    external_id: '',
    is_internal: false,
    side: null,
    author: record.author ?? record.requester ?? null,
    body: record.body.text.trim() === '' ? { text: record.subject, format: 'text' } : record.body,
    created_at: begun,
  }
  const written = { ...replyOf(record, request, means, begun), kind: 'request' }
  return [written, ...record.entries.map((entry) => replyOf(record, entry, means, begun))]
}

export function replyOf(record: ImportRecord, entry: ImportEntry, { people }: Means, otherwise: string) {
  const found = people.find(record.company_id, entry.author?.email)
  return {
    company_id: record.company_id,
    kind: entry.is_internal ? 'note' : 'reply',
    side: entry.side ?? sideOf(entry, found?.is_staff),
    author_user_id: found?.user_id ?? null,
    author_name: nameOf(entry.author),
    author_email: found?.user_id ? null : (entry.author?.email ?? null),
    created_at: entry.created_at ?? otherwise,
    ...renderImported(entry.body),
  }
}

const nameOf = (person: ImportPerson | null) => (person?.name ? cut(oneLine(person.name), 160) : '')

const sideOf = (entry: ImportEntry, isStaff = false) => (isStaff || entry.is_internal ? 'staff' : 'customer')

/** What a list shows of the entries. */
function historyOf(record: ImportRecord, replies: readonly Reply[], now: string) {
  const shown = replies.filter(({ kind }) => kind !== 'note')
  const spoken = shown.filter(({ side }) => side !== 'system').sort(byTime)
  const last = spoken.at(-1)
  const times = (some: readonly Reply[]) => some.map(({ created_at }) => created_at)
  const created_at = record.created_at ?? now
  const staff = spoken.find(({ side, kind }) => side === 'staff' && kind === 'reply')
  const asked = spoken.slice(spoken.findLastIndex(({ side }) => side === 'staff') + 1)[0]
  return {
    reply_count: shown.length - 1,
    last_reply_side: last?.side ?? null,
    needs_answer_since: asked?.created_at ?? null,
    first_replied_at: staff?.created_at ?? null,
    created_at,
    updated_at: latest([record.updated_at ?? created_at, ...times(replies)]),
    public_updated_at: latest([record.updated_at ?? created_at, ...times(shown)]),
  }
}

const byTime = (a: Reply, b: Reply) => Date.parse(a.created_at) - Date.parse(b.created_at)
const latest = (times: readonly string[]) => times.reduce((a, b) => (Date.parse(b) > Date.parse(a) ? b : a))

function watchersOf(record: ImportRecord, ticket_id: number, means: Means): object[] {
  const { company_id } = record
  const row = (kind: string, person: ImportPerson | null | undefined) => {
    const who = person ? whoIs(company_id, person, means) : null
    return who ? [{ company_id, ticket_id, kind, ...who, name: nameOf(person ?? null) || null }] : []
  }
  return [
    ...row('requester', record.requester),
    ...(record.cc ?? []).slice(0, 49).flatMap((person) => row('cc', person)),
  ]
}

/** One of the three ways in which a ticket knows somebody. */
function whoIs(companyId: number | null, { email }: ImportPerson, { people }: Means) {
  const { user_id, staff_member_id } = people.find(companyId, email) ?? nobody
  if (user_id !== null) return { user_id }
  if (staff_member_id !== null) return { staff_member_id }
  return email === null ? null : { email }
}

const nobody = { user_id: null, staff_member_id: null }

export const taggingsOf = (record: ImportRecord, ticket_id: number, { choices }: Means) =>
  choices.tags(record.tags ?? []).map((tag_id) => ({ ticket_id, company_id: record.company_id, tag_id }))
