import { createHash } from 'node:crypto'
import type { ImportField, ImportMapping } from '../contract/imports.ts'
import type { PriorityRow, StatusRow } from './choice.queries.ts'
import type { ImportBody, ImportRecord } from './import.record.ts'
import { cut } from './import-body.ts'
import { bodyOf, entriesOf, listAt } from './import-file.entries.ts'
import { finder, textOf, timeOf } from './import-file.fields.ts'
import { personAt, personOf } from './import-file.people.ts'
import type { FileRow } from './import-file.rows.ts'

export interface RowProblem {
  line: number
  field: string
  code: string
  value?: string
  message: string
}

export interface ReadTicket {
  line: number
  /** The company as the row calls it: a name or a number; null: nobody's; undefined: not said. */
  company: string | number | null | undefined
  record: ImportRecord | null
  problems: RowProblem[]
}

export interface Words {
  mapping: ImportMapping
  statuses: readonly StatusRow[]
  priorities: readonly PriorityRow[]
}

/** Makes a reader of rows for this mapping. */
export function rowReader({ mapping, statuses, priorities }: Words): (row: FileRow) => ReadTicket {
  const find = finder(mapping)
  const statusKeys = keysBy(statuses, mapping.statuses)
  const priorityKeys = keysBy(priorities, mapping.priorities)
  return ({ line, value }) => {
    const problems: RowProblem[] = []
    const wrong: Wrong = (field, code, message, said) =>
      void problems.push({ line, field, code, message, ...(said !== undefined && { value: said }) })
    if (value === null) {
      wrong('', 'no_object', 'This is no JSON object.')
      return { line, company: undefined, record: null, problems }
    }
    const get = (field: ImportField) => find(value, field)
    const record: ImportRecord = {
      external_id: textOf(get('external_id')) ?? hashOf(value),
      company_id: null,
      ...said(get, bodyOf(get('body'), value.body_format, mapping), wrong),
      ...told('status', chosen('status', textOf(get('status')), statusKeys, wrong)),
      ...told('priority', chosen('priority', textOf(get('priority')), priorityKeys, wrong)),
      ...peopleOf(value, get, wrong),
      ...told('category', categoryOf(textOf(get('category')))),
      ...told('tags', tagsOf(get('tags'))),
      ...told('module_slug', slugOf(textOf(get('module_slug')))),
      external_reference: textOf(get('external_reference')) ?? textOf(get('external_id')),
      ...timesOf(get, wrong),
      entries: entriesOf(value, mapping),
    }
    return { line, company: companyOf(get('company')), record: problems.length > 0 ? null : record, problems }
  }
}

type Get = (field: ImportField) => unknown
type Wrong = (field: string, code: string, message: string, said?: string) => void

/** The subject, else the first line of the text. */
function said(get: Get, body: ImportBody, wrong: Wrong) {
  const first = (body.text.trim().split('\n', 1)[0] ?? '').trim().slice(0, 100)
  const subject = textOf(get('subject')) ?? first
  if (subject === '') wrong('subject', 'required', 'There is neither a subject nor a text.')
  return { subject, body }
}

function chosen(field: string, text: string | null, keys: ReadonlyMap<string, string>, wrong: Wrong) {
  const key = text === null ? undefined : keys.get(text.toLowerCase())
  if (text !== null && key === undefined)
    wrong(field, 'not_one_of', `There is no such ${field}.`, text.slice(0, 60))
  return key
}

function peopleOf(value: Record<string, unknown>, get: Get, wrong: Wrong) {
  const requester = personOf(value.requester, textOf(get('requester_email')), textOf(get('requester_name')))
  if (requester === 'bad') wrong('requester_email', 'bad_format', 'This is no e-mail address.')
  const assignee = personOf(value.assignee, textOf(get('assignee_email')), null)
  return {
    ...told('author', personAt(value.author)),
    ...told('requester', requester === 'bad' ? null : requester),
    ...told('assignee_email', assignee === 'bad' ? null : assignee?.email),
    ...told(
      'cc',
      listAt(value.cc)?.flatMap((one) => personAt(one) ?? []),
    ),
  }
}

const times = ['created_at', 'updated_at', 'resolved_at', 'closed_at'] as const

function timesOf(get: Get, wrong: Wrong) {
  const read = times.map((field) => {
    const value = get(field)
    const time = timeOf(value)
    if (time === undefined)
      wrong(
        field,
        'bad_format',
        'This is no date that can be read in one way only.',
        textOf(value)?.slice(0, 60),
      )
    return [field, time ?? null]
  })
  return Object.fromEntries(read) as Record<(typeof times)[number], string | null>
}

const told = <K extends string, V>(key: K, value: V | undefined | null) =>
  (value === undefined || value === null ? {} : { [key]: value }) as { [P in K]?: V }

const hashOf = (value: unknown) => `row:${createHash('sha256').update(JSON.stringify(value)).digest('hex')}`

/** Foreign words for our keys: those of the mapping, the keys themselves, and the labels. */
function keysBy(rows: readonly { key: string; label: string }[], mapped: Record<string, string> = {}) {
  const keys = new Set(rows.map(({ key }) => key))
  return new Map([
    ...rows.flatMap(({ key, label }): [string, string][] => [
      [label.toLowerCase(), key],
      [key.replaceAll('_', ' '), key],
      [key, key],
    ]),
    ...Object.entries(mapped).flatMap(([word, key]): [string, string][] =>
      keys.has(key) ? [[word.toLowerCase(), key]] : [],
    ),
  ])
}

const tagsOf = (value: unknown): string[] | undefined =>
  listAt(value)?.flatMap((one) => textOf(one) ?? []) ??
  textOf(value)
    ?.split(/[,;|]/)
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '')

const categoryOf = (text: string | null) => (text === null ? null : cut(text, 64).trim())

const slugOf = (text: string | null) => (text !== null && /^[a-z0-9-]{1,64}$/.test(text) ? text : undefined)

function companyOf(value: unknown): string | null | undefined {
  if (value === null) return null
  const name = typeof value === 'object' ? (value as Record<string, unknown>)?.name : value
  return textOf(name) ?? undefined
}
