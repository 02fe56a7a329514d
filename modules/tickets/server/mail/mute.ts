import { z } from '../../../../platform/contract/schema.ts'
import type { Crypto } from '../../../../platform/crypto/index.ts'

/** Whom a link in a mail is about, in which ticket: a person, or a row of those who follow it. */
export interface MuteLink {
  ticket_id: number
  who: { user_id: number } | { watcher_id: number }
  /** Of the page behind it. */
  locale: 'de' | 'en'
}

const purpose = 'tickets.mute'
const Content = z.tuple([z.int(), z.enum(['u', 'w']), z.int(), z.enum(['de', 'en'])])

/** Needs no session and never ends: it can only make a ticket silent for one person. */
export function muteUrl(portal: { portal_url: string; crypto: Pick<Crypto, 'mac'> }, link: MuteLink): string {
  const { ticket_id, who, locale } = link
  const [kind, id] = 'user_id' in who ? ['u', who.user_id] : ['w', who.watcher_id]
  const content = Buffer.from(JSON.stringify([ticket_id, kind, id, locale])).toString('base64url')
  const mac = portal.crypto.mac(purpose, content).toString('base64url')
  return `${portal.portal_url}/api/tickets/mute/${content}.${mac}`
}

/** Null for a link that is not ours. */
export function readMuteLink(crypto: Pick<Crypto, 'verifyMac'>, token: string): MuteLink | null {
  const [content = '', mac = '', ...more] = token.split('.')
  if (more.length > 0 || !crypto.verifyMac(purpose, content, Buffer.from(mac, 'base64url'))) return null
  const parsed = z.safeParse(Content, parse(content))
  if (!parsed.success) return null
  const [ticket_id, kind, id, locale] = parsed.data
  return { ticket_id, who: kind === 'u' ? { user_id: id } : { watcher_id: id }, locale }
}

function parse(content: string): unknown {
  try {
    return JSON.parse(Buffer.from(content, 'base64url').toString('utf8'))
  } catch {
    return null
  }
}
