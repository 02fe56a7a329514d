import type { ImportField, ImportMapping } from '../contract/imports.ts'
import { sound } from './import-body.ts'

/** How other programs call the columns, in lower case without blanks and signs. */
const titles: Record<ImportField, readonly string[]> = {
  external_id: [
    'externalid',
    'id',
    'ticketid',
    'number',
    'ticketnumber',
    'ticket',
    'key',
    'caseid',
    'ticketno',
  ],
  subject: ['subject', 'title', 'summary', 'betreff', 'shortdescription', 'problem'],
  body: ['body', 'description', 'text', 'content', 'message', 'details', 'beschreibung', 'document'],
  company: [
    'company',
    'customer',
    'organisation',
    'organization',
    'account',
    'client',
    'companyname',
    'firma',
    'kunde',
  ],
  requester_email: [
    'requesteremail',
    'email',
    'contactemail',
    'customeremail',
    'requester',
    'reporter',
    'from',
  ],
  requester_name: ['requestername', 'contact', 'contactname', 'customername', 'caller'],
  status: ['status', 'state', 'ticketstatus'],
  priority: ['priority', 'urgency', 'priorität', 'severity'],
  category: ['category', 'type', 'queue', 'issuetype', 'topicgroup', 'kategorie', 'problemtype'],
  tags: ['tags', 'labels', 'tag'],
  assignee_email: ['assigneeemail', 'assignee', 'assignedto', 'agent', 'agentemail', 'owner', 'technician'],
  module_slug: ['moduleslug', 'module'],
  external_reference: ['externalreference', 'reference'],
  created_at: ['createdat', 'created', 'opened', 'openedat', 'opendate', 'creationdate', 'erstellt', 'date'],
  updated_at: ['updatedat', 'updated', 'modified', 'lastupdate', 'geändert'],
  resolved_at: ['resolvedat', 'resolved', 'resolutiondate', 'gelöst', 'solvedat'],
  closed_at: ['closedat', 'closed', 'closedate', 'geschlossen'],
}
const plain = (title: string) => title.toLowerCase().replace(/[^\p{L}]/gu, '')

/** Finds the value of a field in a row: by the mapping, else by its own name, else by what it is often called. */
export function finder(mapping: ImportMapping) {
  const columns = mapping.columns ?? {}
  const seen = new Map<string, string | null>()
  return (row: Record<string, unknown>, field: ImportField): unknown => {
    const wanted = columns[field]
    if (wanted !== undefined) return valueAt(row, wanted)
    if (row[field] !== undefined) return row[field]
    // The columns of a table stay the same; those of a JSON object may come and go.
    const known = seen.get(field)
    if (known && row[known] !== undefined) return row[known]
    const taken = new Set(Object.values(columns))
    const found =
      titles[field].flatMap(
        (title) => Object.keys(row).find((key) => plain(key) === title && !taken.has(key)) ?? [],
      )[0] ?? null
    seen.set(field, found)
    return found === null ? undefined : row[found]
  }
}

/** `user.email` in an object; a column may have a dot in its own name. */
function valueAt(row: Record<string, unknown>, path: string): unknown {
  if (path in row) return row[path]
  let value: unknown = row
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<string, unknown>)[key]
  }
  return value
}

/** A value as text that can be kept; null for what says nothing. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value !== 'string') return null
  const text = sound(value).trim()
  return text === '' ? null : text
}

/** A time as ISO 8601; without a zone it is UTC. Undefined for what is none, or may be read in two ways. */
export function timeOf(value: unknown): string | null | undefined {
  const said = textOf(value)
  if (said === null) return null
  const text = yearFirst(said)
  if (text === null) return undefined
  if (/^\d{9,13}$/.test(text)) return isoOf(Number(text) * (text.length > 10 ? 1 : 1_000))
  const parts = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?\s*(Z|UTC|[+-]\d\d:?\d\d)?$/.exec(
    text,
  )
  if (!parts) return isoOf(Date.parse(`${text} UTC`)) ?? isoOf(Date.parse(text))
  const [, day, time = '00:00', zone = 'Z'] = parts
  return isoOf(Date.parse(`${day}T${time}${zone === 'UTC' ? 'Z' : zone}`))
}

/**
 * 5.3.2024, 5.3.24, 25/03/2024 and 3/25/2024 with the year first; null for a day that is none, and for 5/3/2024, which is in May or
 * in March, depending on who wrote it. Other forms stay as they are.
 */
function yearFirst(text: string): string | null {
  const numbers = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d\d)\b,?/.exec(text)
  if (!numbers) return isDay(text) && yearOrMonth.test(text) ? text : null
  const [whole, first = '', sign = '', second = '', year = ''] = numbers
  if (sign === '-' && year.length < 4) return null
  const isDayFirst = sign === '.' || Number(first) > 12 || first === second
  if (!isDayFirst && Number(second) <= 12) return null
  const [day, month] = isDayFirst ? [first, second] : [second, first]
  const turned = `${wholeYear(year)}-${month.padStart(2, '0')}-${day.padStart(2, '0')}${text.slice(whole.length)}`
  return isDay(turned) ? turned : null
}

const wholeYear = (year: string) => (year.length === 4 ? year : `${Number(year) < 70 ? 20 : 19}${year}`)

/** What a date in words must hold: its year, or its month by name. `Date.parse` makes a day of 2001 of anything else. */
const yearOrMonth = /\d{4}|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/i

/** Not 31 February, which counts as a day of March otherwise. */
function isDay(text: string): boolean {
  const day = /^\d{4}-\d\d-\d\d/.exec(text)?.[0]
  return day === undefined || isoOf(Date.parse(`${day}T00:00Z`))?.startsWith(day) === true
}

const isoOf = (time: number) =>
  Number.isFinite(time) && time > 0 && time < 4e12 ? new Date(time).toISOString() : undefined
