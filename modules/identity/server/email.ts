import { domainToASCII } from 'node:url'

/**
 * What addresses are compared by: lower case, the domain in punycode (RFC 5891), no folding of `+tag`. Anything
 * typed has a key; it need not be an address.
 */
export function emailKey(email: string): string {
  const text = email.normalize('NFC').trim().toLowerCase()
  const at = text.lastIndexOf('@')
  if (at < 0) return text

  const domain = text.slice(at + 1)
  return `${text.slice(0, at)}@${domainToASCII(domain) || domain}`
}

/** Whether the database can hold it: text of PostgreSQL has no NUL and no lone surrogates. */
export const isStorable = (text: string) => text.isWellFormed() && !text.includes('\u0000')

/** The domain of an address by its key. */
export const domainOf = (key: string) => key.slice(key.lastIndexOf('@') + 1)
