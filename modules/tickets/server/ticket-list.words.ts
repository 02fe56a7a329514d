import type { Statement } from './ticket-list.statement.ts'
import type { Wanted } from './ticket-list.wanted.ts'

/** The words of a search, compared with the subject and the number that a ticket has elsewhere. */
export function matching({ words, without, reference }: Wanted, sql: Statement): string[] {
  const subject = words.length > 0 ? `t.subject ilike all (${sql.value(words.map(pattern), 'text[]')})` : null
  const elsewhere = subject && reference ? ` or t.external_reference = ${sql.value(reference, 'text')}` : ''
  return [
    ...(subject ? [`(${subject}${elsewhere})`] : []),
    ...(without.length > 0 ? [`not t.subject ilike any (${sql.value(without.map(pattern), 'text[]')})`] : []),
  ]
}

/** `%`, `_` and `\` in what people type are text. */
const pattern = (word: string) => `%${word.replace(/[\\%_]/g, '\\$&')}%`
