import type { Crypto } from '../../../platform/crypto/index.ts'
import { type Database, readSettings, type Scope } from '../../../platform/database/index.ts'

export interface PortalFacts {
  /** Links in mails begin with it; without a slash at its end. */
  portal_url: string
  crypto: Pick<Crypto, 'mac' | 'macs' | 'verifyMac'>
  /** Of those whose language nobody knows: `de-DE`. */
  locale: string
}

const known = new WeakMap<Database, PortalFacts>()

/** Says where the portal is and what it signs with; before anything is told, in every process. */
export function openNotifications(database: Database, { portal_url, ...facts }: PortalFacts): void {
  known.set(database, { portal_url: portal_url.replace(/\/$/, ''), ...facts })
}

export function portalOf(database: Database): PortalFacts {
  const facts = known.get(database)
  if (!facts) throw new Error('Notifications were used before openNotifications')
  return facts
}

/** What the portal calls itself. */
export async function portalName({ tx }: Scope): Promise<string> {
  const name = (await readSettings(tx, 'branding')).get('branding.name')
  return typeof name === 'string' && name ? name : 'MyPortal'
}
