import type { Received } from '../../../platform/contract/endpoint.ts'
import { allPermissions } from '../../../platform/contract/permissions.ts'
import { invalid, notFound, problem } from '../../../platform/contract/problems.ts'
import { pageOf, readCursor, type Scope, withRole } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { ApiKey, identityApi } from '../contract.ts'
import * as queries from './api-key.queries.ts'
import { makeApiKey, previewOf } from './api-key.ts'
import { foundationOf } from './foundation.ts'
import { apiKeyCreated, apiKeyRevoked } from './identity.events.ts'
import { lockUser } from './user.queries.ts'

type Asked = NonNullable<Received<(typeof identityApi.listApiKeys)['query']>>
type NewKey = NonNullable<Received<(typeof identityApi.createApiKey)['body']>>

const mostLiveKeys = 50
const day = 86_400_000

/** HMACs of a key under the current and earlier peppers, newest first; none for what cannot be a key. */
export const keyPurpose = 'api_key'

/** Own keys, newest first; for super administrators those of everybody, or of one person. */
export async function listKeys(scope: Scope, asked: Asked) {
  const own = ownerOf(scope)
  const { user_id, include_expired, limit } = asked
  const walk = { sort: '-created_at', filters: { user_id, include_expired } }
  const cursor = readCursor(asked.after, walk, 1)
  if (!scope.is_super_admin && user_id !== undefined && user_id !== own) return { items: [], next: null }

  const filter = { user_id: scope.is_super_admin ? (user_id ?? null) : own, include_expired }
  const rows = await withRole(scope, 'portal_identity', () =>
    queries.selectKeys(scope.tx, filter, limit, cursor),
  )
  return pageOf(
    rows,
    limit,
    walk,
    (row) => [row.created_at_text],
    ({ created_at_text: _, ...row }) => row,
  )
}

/** Makes a key for oneself: it acts for its owner in one company, within these scopes. The key is told once. */
export async function createKey(scope: Scope, given: NewKey): Promise<{ api_key: string; key: ApiKey }> {
  const user_id = ownerOf(scope)
  if (!scope.is_super_admin && !scope.permissions.has('api_keys.create'))
    throw problem('forbidden', { members: { permission: 'api_keys.create' } })

  const scopes = [...new Set(given.scopes)]
  const company_id = given.company_id ?? scope.company_id
  const expires_at = endOf(given.expires_at, scopes)
  const api_key = makeApiKey()
  const [hashed] = foundationOf(scope.tx.database).crypto.macs(keyPurpose, api_key)
  if (!hashed) throw new Error('There is no pepper')

  const key = await withRole(scope, 'portal_identity', async () => {
    await refuseUnheld(scope, user_id, company_id, scopes)
    await lockUser(scope.tx, user_id)
    if ((await queries.countLive(scope.tx, user_id)) >= mostLiveKeys) throw problem('too_many_api_keys')
    return queries.insertKey(scope.tx, {
      user_id,
      company_id,
      description: given.description,
      preview: previewOf(api_key),
      token_hash: hashed.mac,
      pepper_id: hashed.key_id,
      scopes,
      read_only: given.read_only,
      expires_at,
    })
  })
  await announce(scope, apiKeyCreated, { subject_id: key.id, company_id: null, data: describe(key) })
  return { api_key, key }
}

/** Revokes a key: the next request with it is refused, on every node. */
export async function deleteKey(scope: Scope, id: number): Promise<void> {
  const owner = scope.is_super_admin ? null : ownerOf(scope)
  const gone = await withRole(scope, 'portal_identity', () => queries.deleteKey(scope.tx, id, owner))
  if (!gone) throw notFound()
  const { user_id, usage_count, last_used_at } = gone
  const data = { ...describe(gone), user_id, usage_count, last_used_at }
  await announce(scope, apiKeyRevoked, { subject_id: id, company_id: null, data })
}

function ownerOf(scope: Scope): number {
  if (scope.user_id === null) throw notFound()
  return scope.user_id
}

/** Default 365 days, at most 730; 90 for keys that act as super administrator. */
function endOf(given: string | undefined, scopes: string[]): Date {
  const isSuper = scopes.includes('super_admin')
  const longest = isSuper ? 90 : 730
  if (given === undefined) return new Date(Date.now() + (isSuper ? 90 : 365) * day)

  const end = new Date(given)
  if (Number.isNaN(end.getTime())) throw invalid('expires_at', 'bad_format', 'This is not a time.')
  if (end.getTime() <= Date.now()) throw invalid('expires_at', 'too_small', 'This must be in the future.')
  if (end.getTime() > Date.now() + longest * day)
    throw invalid('expires_at', 'too_big', `At most ${longest} days from now.`, longest)
  return end
}

/** A key gets only what its owner may do now, in the company it is for. */
async function refuseUnheld(
  scope: Scope,
  user_id: number,
  company_id: number | null,
  scopes: string[],
): Promise<void> {
  const known = allPermissions()
  const unknown = scopes.findIndex((name) => !known.has(name))
  if (unknown >= 0) throw invalid(`scopes.${unknown}`, 'not_one_of', 'This is none of the possible values.')

  const isForKeys = (name: string) => known.get(name)?.kinds.includes('key') === true
  if (scopes.includes('super_admin') && !scope.is_super_admin)
    throw problem('scope_not_held', { members: { scope: 'super_admin' } })
  const permissions = scopes.filter((name) => !isForKeys(name))
  const owner = { user_id, is_super_admin: scopes.includes('super_admin'), company_id }
  const { company_id: entered, held } = await queries.selectHeld(scope.tx, owner, permissions)
  if (entered !== company_id) throw invalid('company_id', 'not_found', 'You cannot work in this company.')
  const unheld = permissions.find((name) => !held.includes(name))
  if (unheld) throw problem('scope_not_held', { members: { scope: unheld } })
}

function describe(key: Omit<queries.ApiKeyRow, 'expired'>) {
  const { description, preview, scopes, read_only, expires_at } = key
  return { description, preview, scopes, read_only, expires_at }
}
