import { allPermissions } from '../../../platform/contract/permissions.ts'
import { invalid, problem } from '../../../platform/contract/problems.ts'
import { readSettings, type Scope } from '../../../platform/database/index.ts'
import { parseNetworks } from '../../../platform/limits/index.ts'
import { type ApiKeyRow, selectHeld } from './api-key.queries.ts'

const day = 86_400_000
const isSuper = (scopes: string[]) => scopes.includes('super_admin')
const longest = (scopes: string[]) => (isSuper(scopes) ? 90 : 730)

/**
 * When a key ends: 365 days from now unless stated, at most 730; 90 for keys that act as super administrator. Never
 * (null), where the portal allows it. `atMost`: the end that a change may not go beyond.
 */
export async function endOf(
  scope: Scope,
  given: string | null | undefined,
  scopes: string[],
  atMost: string | null = null,
): Promise<Date | null> {
  if (given === undefined) return new Date(Date.now() + Math.min(365, longest(scopes)) * day)
  if (given === null) {
    const settings = await readSettings(scope.tx, 'sign_in')
    if (!isSuper(scopes) && settings.get('sign_in.api_keys_may_never_expire') === true) return null
    throw invalid('expires_at', 'required', 'Keys must have an end here.')
  }
  const end = new Date(given)
  if (Number.isNaN(end.getTime())) throw invalid('expires_at', 'bad_format', 'This is not a time.')
  if (end.getTime() <= Date.now()) throw invalid('expires_at', 'too_small', 'This must be in the future.')
  if (atMost !== null && end.getTime() > Date.parse(atMost))
    throw invalid('expires_at', 'too_big', 'A key can end earlier, not later.')
  const days = longest(scopes)
  if (atMost === null && end.getTime() > Date.now() + days * day + 60_000)
    throw invalid('expires_at', 'too_big', `At most ${days} days from now.`, days)
  return end
}

/** A replaced key lives as long again as the old one was made for; never, if that one would not have ended. */
export function lifeAgain(old: ApiKeyRow): Date | null {
  if (old.expires_at === null) return null
  const life = Date.parse(old.expires_at) - Date.parse(old.created_at)
  return new Date(Date.now() + Math.min(life, longest(old.scopes) * day))
}

/** As the database reads it, too: no zone, no zeros before the bits. */
const spelled = /^[\da-f.:]+(\/(0|[1-9]\d*))?$/i

/** Addresses and networks as the door reads them; 422 names the wrong one. */
export function networksIn(given: string[]): string[] {
  return given.map((one, index) => {
    try {
      if (!spelled.test(one) || parseNetworks(one).length !== 1) throw new Error()
      return one
    } catch {
      throw invalid(
        `allowed_ips.${index}`,
        'bad_format',
        'This is neither an address nor a network like 10.0.0.0/8.',
      )
    }
  })
}

/** What acts as super administrator says from where. */
export function refuseWideSuper(scopes: string[], allowedIps: string[]): void {
  if (isSuper(scopes) && allowedIps.length === 0)
    throw invalid('allowed_ips', 'required', 'A key for super administrators names its addresses.')
}

/** A key gets only what its owner may do now, in the company it is for. */
export async function refuseUnheld(
  scope: Scope,
  key: { user_id: number; company_id: number | null; scopes: string[] },
): Promise<void> {
  const { user_id, company_id, scopes } = key
  const known = allPermissions()
  const unknown = scopes.findIndex((name) => !known.has(name))
  if (unknown >= 0) throw invalid(`scopes.${unknown}`, 'not_one_of', 'This is none of the possible values.')

  const isForKeys = (name: string) => known.get(name)?.kinds.includes('key') === true
  if (isSuper(scopes) && !scope.is_super_admin)
    throw problem('scope_not_held', { members: { scope: 'super_admin' } })
  const permissions = scopes.filter((name) => !isForKeys(name))
  const owner = { user_id, is_super_admin: isSuper(scopes), company_id }
  const { company_id: entered, held } = await selectHeld(scope.tx, owner, permissions)
  if (entered !== company_id) throw invalid('company_id', 'not_found', 'You cannot work in this company.')
  const unheld = permissions.find((name) => !held.includes(name))
  if (unheld) throw problem('scope_not_held', { members: { scope: unheld } })
}
