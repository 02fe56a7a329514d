import { readSettings, type Transaction } from '../../../platform/database/index.ts'

/** The portal's name as authenticators and passkeys show it; a password must not be made of it. */
export async function portalName(tx: Transaction): Promise<string> {
  const name = (await readSettings(tx, 'branding')).get('branding.name')
  return typeof name === 'string' && name !== '' ? name : 'MyPortal'
}
