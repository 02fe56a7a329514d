import type { Received } from '../../../platform/contract/endpoint.ts'
import { notFound, problem } from '../../../platform/contract/problems.ts'
import { pageOf, type Scope, withRole } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { ApiKey, apiKeysApi } from '../contract/api-keys.ts'
import { apiKeyCreated, apiKeyRevoked, apiKeyRotated, apiKeyUpdated } from './api-key.events.ts'
import * as queries from './api-key.queries.ts'
import { makeApiKey, previewOf } from './api-key.ts'
import { endOf, lifeAgain, networksIn, refuseUnheld, refuseWideSuper } from './api-key-rules.ts'
import { foundationOf } from './foundation.ts'
import { mailTo } from './letter.ts'
import { keyMadeMail } from './notice.mail.ts'
import { findAccount, lockUser } from './user.queries.ts'
import { cursorIn, orderIn } from './walk.queries.ts'

type Asked = NonNullable<Received<(typeof apiKeysApi.listApiKeys)['query']>>
type NewKey = NonNullable<Received<(typeof apiKeysApi.createApiKey)['body']>>
type Changes = NonNullable<Received<(typeof apiKeysApi.changeApiKey)['body']>>

const mostLiveKeys = 50

/** HMACs of a key under the current and earlier peppers, newest first; none for what cannot be a key. */
export const keyPurpose = 'api_key'

const asIdentity = <T>(scope: Scope, work: () => Promise<T>) => withRole(scope, 'portal_identity', work)

/** Own keys; for super administrators those of everybody, or of one person. */
export async function listKeys(scope: Scope, asked: Asked) {
  const own = ownerOf(scope)
  const { user_id, include_expired, limit, sort, q } = asked
  const walk = { sort, filters: { user_id, include_expired, q } }
  const order = orderIn(queries.keyOrders, sort)
  const after = cursorIn(asked.after, walk, order)
  if (!scope.is_super_admin && user_id !== undefined && user_id !== own) return { items: [], next: null }

  const filter = { user_id: scope.is_super_admin ? (user_id ?? null) : own, include_expired, q: q ?? null }
  const rows = await asIdentity(scope, () => queries.selectKeys(scope.tx, filter, { order, after, limit }))
  return pageOf(
    rows,
    limit,
    walk,
    (row) => [row.sort_text],
    ({ sort_text: _, ...row }) => row,
  )
}

/** One key with up to 500 addresses: one's own, or anybody's for super administrators. */
export async function readKey(scope: Scope, id: number): Promise<ApiKey> {
  return await asIdentity(scope, () => found(scope, id, scope.is_super_admin ? null : ownerOf(scope)))
}

/** Makes a key for oneself: it acts for its owner in one company, within these scopes. The key is told once. */
export async function createKey(scope: Scope, given: NewKey): Promise<{ api_key: string; key: ApiKey }> {
  const user_id = ownerOf(scope)
  if (!scope.is_super_admin && !scope.permissions.has('api_keys.create'))
    throw problem('forbidden', { members: { permission: 'api_keys.create' } })

  const scopes = [...new Set(given.scopes)]
  const allowed_ips = networksIn(given.allowed_ips ?? [])
  const made = await asIdentity(scope, async () => {
    const expires_at = await endOf(scope, given.expires_at, scopes)
    return makeOne(scope, mostLiveKeys - 1, {
      user_id,
      company_id: given.company_id ?? scope.company_id,
      description: given.description,
      scopes,
      read_only: given.read_only,
      allowed_ips,
      expires_at,
    })
  })
  await announce(scope, apiKeyCreated, {
    subject_id: made.key.id,
    company_id: null,
    data: describe(made.key),
  })
  return made
}

/** Changes one's own key; it can end earlier, never later. */
export async function changeKey(scope: Scope, id: number, given: Changes): Promise<ApiKey> {
  const allowed_ips = given.allowed_ips && networksIn(given.allowed_ips)
  const { before, after } = await asIdentity(scope, async () => {
    const before = await found(scope, id, ownerOf(scope))
    if (allowed_ips) refuseWideSuper(before.scopes, allowed_ips)
    if (given.expires_at !== undefined) await endOf(scope, given.expires_at, before.scopes, before.expires_at)
    await queries.updateKey(scope.tx, id, { ...given, allowed_ips })
    return { before, after: await found(scope, id, ownerOf(scope)) }
  })
  const fields = ['description', 'allowed_ips', 'expires_at'] as const
  const changes = fields
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map((field) => ({ field, from: before[field], to: after[field] }))
  if (changes.length > 0) {
    const data = { ...describe(after), changes }
    await announce(scope, apiKeyUpdated, { subject_id: id, company_id: null, data })
  }
  return after
}

/** A new key like the old one, for as long again; the old one ends now, or works for a while beside it. */
export async function rotateKey(scope: Scope, id: number, overlap_seconds: number) {
  const { old, made } = await asIdentity(scope, async () => {
    const old = await found(scope, id, ownerOf(scope))
    if (old.rotated_to_id !== null) throw problem('already_rotated', { members: { id: old.rotated_to_id } })
    const made = await makeOne(scope, mostLiveKeys, { ...newFrom(old), expires_at: lifeAgain(old) })
    if (!(await queries.replaceKey(scope.tx, id, made.key.id, overlap_seconds)))
      throw problem('already_rotated')
    return { old, made }
  })
  const data = { ...describe(old), rotated_to_id: made.key.id, overlap_seconds }
  await announce(scope, apiKeyRotated, { subject_id: id, company_id: null, data })
  await announce(scope, apiKeyCreated, {
    subject_id: made.key.id,
    company_id: null,
    data: describe(made.key),
  })
  return made
}

/** Revokes a key: the next request with it is refused, on every node. */
export async function deleteKey(scope: Scope, id: number): Promise<void> {
  const gone = await asIdentity(scope, async () => {
    const key = await found(scope, id, scope.is_super_admin ? null : ownerOf(scope))
    if (!(await queries.deleteKey(scope.tx, id))) throw notFound()
    return key
  })
  const { user_id, usage_count, last_used_at } = gone
  const data = { ...describe(gone), user_id, usage_count, last_used_at }
  await announce(scope, apiKeyRevoked, { subject_id: id, company_id: null, data })
}

type Wanted = Omit<queries.NewApiKey, 'preview' | 'token_hash' | 'pepper_id'>

/** The row and its mail, in one go; `most` live keys may be there already. The role is portal_identity. */
async function makeOne(scope: Scope, most: number, wanted: Wanted) {
  const { crypto, settings } = foundationOf(scope.tx.database)
  const api_key = makeApiKey()
  const [hashed] = crypto.macs(keyPurpose, api_key)
  if (!hashed) throw new Error('There is no pepper')

  await refuseUnheld(scope, wanted)
  refuseWideSuper(wanted.scopes, wanted.allowed_ips)
  await lockUser(scope.tx, wanted.user_id)
  if ((await queries.countLive(scope.tx, wanted.user_id)) > most) throw problem('too_many_api_keys')
  const preview = previewOf(api_key)
  const id = await queries.insertKey(scope.tx, {
    ...wanted,
    preview,
    token_hash: hashed.mac,
    pepper_id: hashed.key_id,
  })
  const owner = await findAccount(scope.tx, wanted.user_id)
  if (owner) {
    const link = `${settings.portal_url}/account/api-keys`
    const mail = keyMadeMail({ description: wanted.description, preview, link, ip: scope.origin.ip })
    await mailTo(scope, owner, mail)
  }
  return { api_key, key: await found(scope, id, wanted.user_id) }
}

const newFrom = ({
  user_id,
  company_id,
  description,
  scopes,
  read_only,
  allowed_ips,
}: queries.ApiKeyRow) => ({
  user_id,
  company_id,
  description,
  scopes,
  read_only,
  allowed_ips,
})

async function found(scope: Scope, id: number, owner: number | null): Promise<queries.ApiKeyRow> {
  const key = await queries.findKey(scope.tx, id, owner)
  if (!key) throw notFound()
  return key
}

function ownerOf(scope: Scope): number {
  if (scope.user_id === null) throw notFound()
  return scope.user_id
}

function describe(key: queries.ApiKeyRow) {
  const { description, preview, scopes, read_only, allowed_ips, expires_at } = key
  return { description, preview, scopes, read_only, allowed_ips, expires_at }
}
