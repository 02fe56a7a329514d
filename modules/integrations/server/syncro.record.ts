import type { ImportBody, ImportEntry, ImportPerson, ImportRecord } from '../../tickets/server/index.ts'

type Loose = Record<string, unknown>

/** A ticket of Syncro as our desk takes it; the company is still called as there. */
export interface SyncroTicket {
  record: ImportRecord
  customer_id: string | null
  customer_name: string | null
}

/** Reads what Syncro answered; null for what is no ticket. */
export function readTicket(value: unknown, statuses: Record<string, string>): SyncroTicket | null {
  if (!isObject(value)) return null
  const id = textOf(value.id)
  if (id === null) return null
  const number = textOf(value.number) ?? id
  const { request, rest } = saidIn(value)
  const record: ImportRecord = {
    external_id: id,
    company_id: null,
    subject: subjectOf(value) ?? `Syncro ticket ${number}`,
    body: request,
    status: statusOf(textOf(value.status) ?? '', statuses),
    priority: priorityOf(textOf(value.priority) ?? ''),
    ...peopleIn(value),
    ...categoryIn(value),
    external_reference: number,
    created_at: timeOf(value.created_at),
    updated_at: timeOf(value.updated_at),
    resolved_at: timeOf(value.resolved_at),
    entries: rest.flatMap(entryOf),
  }
  const customer_name = textOf(value.customer_business_then_name)?.slice(0, 80) ?? null
  return { record, customer_id: textOf(value.customer_id), customer_name }
}

const subjectOf = ({ subject, title, summary }: Loose) => textOf(subject) ?? textOf(title) ?? textOf(summary)

/** The request is the description, else the comment that opened the ticket. */
function saidIn(value: Loose): { request: ImportBody; rest: Loose[] } {
  const comments = listOf(value.comments)
    .flatMap((one) => (isObject(one) ? [one] : []))
    .sort(byTime)
  const described = textOf(value.description) ?? textOf(value.problem)
  if (described !== null) return { request: { text: described, format: 'text' }, rest: comments }
  const first = comments.find(({ subject }) => /initial issue/i.test(textOf(subject) ?? ''))
  return { request: bodyOf(first ?? {}), rest: comments.filter((one) => one !== first) }
}

function peopleIn({ contact, contact_fullname, user }: Loose) {
  const requester = personOf(contact) ?? named(textOf(contact_fullname))
  return {
    ...(requester && { requester }),
    ...(isObject(user) && { assignee_email: textOf(user.email)?.toLowerCase() ?? null }),
  }
}

function categoryIn({ problem_type }: Loose) {
  const category = textOf(problem_type)
  return category === null ? {} : { category: category.slice(0, 64) }
}

const isObject = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string') return null
  return value.trim() || null
}

function timeOf(value: unknown): string | null {
  const time = Date.parse(textOf(value) ?? '')
  return Number.isNaN(time) ? null : new Date(time).toISOString()
}

const byTime = (a: Loose, b: Loose) => (timeOf(a.created_at) ?? '').localeCompare(timeOf(b.created_at) ?? '')

function personOf(value: unknown): ImportPerson | null {
  if (!isObject(value)) return null
  const email = textOf(value.email)?.toLowerCase() ?? null
  const name = textOf(value.name) ?? textOf(value.full_name)
  return email === null && name === null ? null : { email: email?.includes('@') ? email : null, name }
}

const named = (name: string | null): ImportPerson | null => (name === null ? null : { email: null, name })

/** Bodies are HTML where they look like it. */
function bodyOf({ body }: Loose) {
  const text = textOf(body) ?? ''
  return {
    text,
    format: /<(?:p|br|div|a|ul|ol|li|table|b|strong|span)\b/i.test(text) ? 'html' : 'text',
  } as const
}

/** Whatever is not plainly said to be for the customer stays with the desk. */
const isHidden = ({ hidden = false }: Loose) =>
  hidden !== null && hidden !== false && hidden !== 'false' && hidden !== 0

function entryOf(comment: Loose): ImportEntry[] {
  const body = bodyOf(comment)
  const id = textOf(comment.id)
  if (id === null || body.text === '') return []
  const tech = textOf(comment.tech)
  const isCustomers = tech === null || /^customer/i.test(tech)
  return [
    {
      external_id: id,
      is_internal: isHidden(comment),
      side: isCustomers ? 'customer' : 'staff',
      author: isCustomers ? personOf(comment.contact) : named(tech),
      body,
      created_at: timeOf(comment.created_at),
    },
  ]
}

const words: readonly [RegExp, string][] = [
  [/progress/i, 'in_progress'],
  [/pend|wait/i, 'pending'],
  [/resol|complet/i, 'resolved'],
  [/clos/i, 'closed'],
]

/** By the settings, else by what the word says. */
function statusOf(word: string, statuses: Record<string, string>): string {
  const mapped = Object.entries(statuses).find(([theirs]) => theirs.toLowerCase() === word.toLowerCase())
  return mapped?.[1] ?? words.find(([pattern]) => pattern.test(word))?.[1] ?? 'open'
}

function priorityOf(word: string): string {
  if (/emerg|crit|urgent/i.test(word)) return 'urgent'
  if (/high/i.test(word)) return 'high'
  return /low/i.test(word) ? 'low' : 'normal'
}
