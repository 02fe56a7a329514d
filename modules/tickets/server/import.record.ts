import { createHash } from 'node:crypto'

export interface ImportPerson {
  /** Lower case, or null where only the name is known. */
  email: string | null
  name: string | null
}

export interface ImportBody {
  text: string
  format: 'text' | 'markdown' | 'html'
}

export interface ImportEntry {
  /** Unique within its ticket. */
  external_id: string
  is_internal: boolean
  /** Null: found out by who wrote it. */
  side: 'customer' | 'staff' | 'system' | null
  author: ImportPerson | null
  body: ImportBody
  /** ISO 8601 */
  created_at: string | null
}

/**
 * A ticket as another system tells it (tickets §4.11). What is left out says nothing: a new ticket gets the default, one
 * that is known keeps what it has.
 */
export interface ImportRecord {
  external_id: string
  company_id: number | null
  subject: string
  body: ImportBody
  author?: ImportPerson | null
  requester?: ImportPerson | null
  status?: string
  priority?: string
  category?: string | null
  tags?: readonly string[]
  cc?: readonly ImportPerson[]
  assignee_email?: string | null
  module_slug?: string | null
  external_reference?: string | null
  created_at?: string | null
  updated_at?: string | null
  resolved_at?: string | null
  closed_at?: string | null
  entries: readonly ImportEntry[]
}

export interface ImportOutcome {
  external_id: string
  outcome: 'created' | 'updated' | 'unchanged' | 'refused'
  ticket_id: number | null
  /** Why it was refused. */
  code?: 'unknown_company' | 'company_archived' | 'unknown_status' | 'unknown_priority' | 'deleted'
}

/** 16 bytes that change whenever the thing does. */
export const checksumOf = (thing: unknown): Buffer =>
  createHash('sha256').update(JSON.stringify(thing)).digest().subarray(0, 16)

/** A foreign name as a key: itself, or the hash of one that is too long. */
export const keyOf = (text: string): string =>
  text.length <= 200 ? text : `sha256:${createHash('sha256').update(text).digest('hex')}`

export const entryKey = (record: ImportRecord, entry: ImportEntry): string =>
  keyOf(`${record.external_id}/${entry.external_id}`)
