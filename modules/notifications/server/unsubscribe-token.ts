import { createHash } from 'node:crypto'
import { z } from '../../../platform/contract/schema.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { portalOf } from './portal.ts'

/** Whom and what a link to unsubscribe is about; it never ends, and needs no session. */
export interface Unsubscription {
  user_id: number | null
  /** Of an address without a person: its hash, in base64url. */
  address_hash: string | null
  /** A type, or `digest`. */
  event_type: string
}

const purpose = 'notifications.unsubscribe'
const Content = z.tuple([z.nullable(z.int()), z.nullable(z.string()), z.string()])

/** Addresses of people without an account are kept as a hash only. */
export const hashOf = (address: string): Buffer =>
  createHash('sha256').update(`mail:${address.trim().toLowerCase()}`).digest()

export function unsubscribeUrl(scope: Scope, { user_id, address_hash, event_type }: Unsubscription): string {
  const { portal_url, crypto } = portalOf(scope.tx.database)
  const content = Buffer.from(JSON.stringify([user_id, address_hash, event_type])).toString('base64url')
  return `${portal_url}/api/notifications/unsubscribe/${content}.${crypto.mac(purpose, content).toString('base64url')}`
}

/** Null for a token that is not ours. */
export function readUnsubscription(scope: Scope, token: string): Unsubscription | null {
  const [content = '', mac = '', ...more] = token.split('.')
  const { crypto } = portalOf(scope.tx.database)
  if (more.length > 0 || !crypto.verifyMac(purpose, content, Buffer.from(mac, 'base64url'))) return null
  const parsed = z.safeParse(Content, parse(content))
  if (!parsed.success) return null
  const [user_id, address_hash, event_type] = parsed.data
  return { user_id, address_hash, event_type }
}

function parse(content: string): unknown {
  try {
    return JSON.parse(Buffer.from(content, 'base64url').toString('utf8'))
  } catch {
    return null
  }
}
