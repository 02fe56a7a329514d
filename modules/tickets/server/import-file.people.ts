import type { ImportPerson } from './import.record.ts'
import { textOf } from './import-file.fields.ts'

const address = /^[^\s@<>"]{1,64}@[^\s@<>"]+\.[^\s@<>"]{2,}$/

/** `{email, name}`, an address, or `Name <address>`. */
export function personOf(
  value: unknown,
  email: string | null,
  name: string | null,
): ImportPerson | 'bad' | null {
  const given = personAt(value)
  if (given) return given
  if (email === null) return name === null ? null : { email: null, name }
  const [, before, inside] = /^(.*)<([^<>]+)>$/.exec(email) ?? []
  const plain = (inside ?? email).trim().toLowerCase()
  if (!address.test(plain) || plain.length > 254) return 'bad'
  return { email: plain, name: name ?? (before?.trim() || null) }
}

export function personAt(value: unknown): ImportPerson | null {
  if (typeof value !== 'object' || value === null) return null
  const { email, name } = value as Record<string, unknown>
  const plain = textOf(email)?.toLowerCase() ?? null
  const sound = plain !== null && address.test(plain) && plain.length <= 254 ? plain : null
  const called = textOf(name)
  return sound === null && called === null ? null : { email: sound, name: called }
}
