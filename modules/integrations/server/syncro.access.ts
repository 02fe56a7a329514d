import { z } from '../../../platform/contract/schema.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { SyncroSettings } from '../contract/syncro.ts'
import { houseOf, unseal } from './house.ts'
import type { SyncroAccess } from './syncro.client.ts'
import { selectSettings } from './syncro.queries.ts'

const slug = 'syncro'
/** Under which the key is encrypted: it opens nowhere else. */
export const owner = 'integration_settings:syncro:api_key'

/** How Syncro is reached; null while it is off or incomplete. */
export async function accessOf(scope: Scope): Promise<SyncroAccess | null> {
  const row = await selectSettings(scope, slug)
  const key = row?.secrets.api_key
  if (!row?.enabled || !key) return null
  const { base_url, requests_per_minute } = z.parse(SyncroSettings, row.settings)
  const house = houseOf(scope.tx.database)
  const api_key = unseal(house, Buffer.from(key.ciphertext, 'base64'), key.key_id, owner)
  return { base_url, requests_per_minute, api_key }
}

export async function statusesOf(scope: Scope): Promise<Record<string, string>> {
  const row = await selectSettings(scope, slug)
  return z.parse(SyncroSettings, row?.settings ?? {}).statuses
}
