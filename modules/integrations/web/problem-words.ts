import { hasText, translateAny } from '../../../platform/web/messages/index.ts'

interface Said {
  code: string | null
  /** Of a row: which of its fields. */
  field?: string
  /** What it is about: a word of the file, a customer, a status of HTTP. */
  value?: string | undefined
}

/** What went wrong, in the reader's words where there are some, else as the server says it. */
export function problemWords({ code, field = '', value }: Said, otherwise: string): string {
  const key = `import.code_${code}`
  if (!hasText(key)) return otherwise
  const name = `import.field_${field}`
  const text = translateAny(key, { field: hasText(name) ? translateAny(name) : field })
  return value ? `${text} (${value})` : text
}
