import { invalid } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { ownerOf } from './attempt.ts'
import { houseOf, seal } from './house.ts'

/** What an attempt sets by itself, what is of one connection only (RFC 9110 §7.6.1), and what is signed. */
const ownHeaders = new Set([
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'webhook-id',
  'webhook-signature',
  'webhook-timestamp',
])

/** 422 that names the header which is not for others to set, or stands there twice. */
export function checkHeaders(headers: Record<string, string> = {}): void {
  const seen = new Set<string>()
  for (const name of Object.keys(headers)) {
    const key = name.toLowerCase()
    if (ownHeaders.has(key))
      throw invalid(`headers.${name}`, 'not_allowed', `${name} is set by the portal itself.`)
    if (seen.has(key)) throw invalid(`headers.${name}`, 'duplicate_field', `${name} stands there twice.`)
    seen.add(key)
  }
}

/** As they are kept: the names to be shown, the values encrypted. */
export function headerColumns(scope: Scope, headers: Record<string, string>) {
  const header_names = Object.keys(headers).map((name) => name.toLowerCase())
  if (header_names.length === 0) return { header_names, headers_encrypted: null, headers_key_id: null }
  const { ciphertext, key_id } = seal(houseOf(scope.tx.database), JSON.stringify(headers), ownerOf('headers'))
  return { header_names, headers_encrypted: ciphertext, headers_key_id: key_id }
}
