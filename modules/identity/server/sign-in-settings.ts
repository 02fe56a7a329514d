import { inTransaction, readSettings, type Transaction } from '../../../platform/database/index.ts'
import type { SignInSettings } from '../contract.ts'
import type { Foundation } from './foundation.ts'

const atFirst: SignInSettings = {
  registration: 'open',
  email_verification: 'required',
  password_min_length: 12,
  second_factor_super_admin: 'required',
  second_factor_grace_days: 7,
  magic_link: false,
  api_keys_may_never_expire: false,
  impersonation_mail: true,
  terms_url: null,
  terms_version: null,
  privacy_url: null,
}

/** How people get in here, inside a transaction of any role. */
export async function signInSettingsIn(tx: Transaction): Promise<SignInSettings> {
  const stored = await readSettings(tx, 'sign_in')
  const named = [...stored].map(([name, value]) => [name.slice('sign_in.'.length), value])
  const known = named.filter(([name]) => String(name) in atFirst)
  return { ...atFirst, ...Object.fromEntries(known) }
}

/** The same, in a transaction of its own. */
export const signInSettings = ({ database }: Foundation): Promise<SignInSettings> =>
  inTransaction(database, { role: 'portal_identity', read_only: true }, signInSettingsIn)
