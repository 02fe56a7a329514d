import type { ImportMapping } from '../contract/imports.ts'
import type { ImportBody, ImportEntry } from './import.record.ts'
import { textOf, timeOf } from './import-file.fields.ts'
import { personAt } from './import-file.people.ts'

/** A text and its format: what the row says, else what the mapping says. */
export function bodyOf(value: unknown, format: unknown, mapping: ImportMapping): ImportBody {
  const known = format === 'html' || format === 'markdown' || format === 'text' ? format : null
  return {
    text: typeof value === 'string' ? value : (textOf(value) ?? ''),
    format: known ?? mapping.body_format ?? 'text',
  }
}

export const listAt = (value: unknown): readonly unknown[] | undefined =>
  Array.isArray(value) ? value : undefined

const sides = ['customer', 'staff', 'system'] as const

/** The entries of a JSON ticket, whatever they are called there. */
export function entriesOf(value: Record<string, unknown>, mapping: ImportMapping): ImportEntry[] {
  const found = listAt(value.entries) ?? listAt(value.replies) ?? listAt(value.comments) ?? []
  return found.flatMap((one, at) =>
    typeof one === 'object' && one !== null ? entryOf(one as Record<string, unknown>, at, mapping) : [],
  )
}

function entryOf(entry: Record<string, unknown>, at: number, mapping: ImportMapping): ImportEntry[] {
  const body = bodyOf(entry.body ?? entry.text ?? entry.content, entry.body_format, mapping)
  if (body.text.trim() === '' || entry.kind === 'request') return []
  const author = personAt(entry.author) ?? personAt({ email: entry.author_email, name: entry.author_name })
  return [
    {
      external_id: textOf(entry.id ?? entry.external_id) ?? String(at + 1),
      is_internal: isInternal(entry),
      side: sides.find((side) => side === entry.side) ?? null,
      author,
      body,
      created_at: timeOf(entry.created_at) ?? null,
    },
  ]
}

const isInternal = ({ is_internal, kind, hidden }: Record<string, unknown>) =>
  is_internal === true || hidden === true || kind === 'note' || kind === 'auto'
