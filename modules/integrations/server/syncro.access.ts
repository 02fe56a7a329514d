import { z } from '../../../platform/contract/schema.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { SyncroSettings } from '../contract/syncro.ts'
import { houseOf, unseal } from './house.ts'
import type { SyncroAccess } from './syncro.client.ts'
import { type SettingsRow, selectSettings } from './syncro.queries.ts'

const slug = 'syncro'
/** Under which the key is encrypted: it opens nowhere else. */
export const owner = 'integration_settings:syncro:api_key'

/** How the connection is set up: what the environment says wins over the page (integrations §4.1). */
export interface Connection {
  row: SettingsRow | null
  enabled: boolean
  settings: SyncroSettings
  /** Field → the variable that sets it. */
  locked: Record<string, string>
  /** What cannot be done without: fields that are not set. */
  missing: string[]
}

export async function connectionOf(scope: Scope): Promise<Connection> {
  const row = await selectSettings(scope, slug)
  const { base_url = null, api_key = null } = houseOf(scope.tx.database).given ?? {}
  const kept = z.parse(SyncroSettings, row?.settings ?? {})
  const settings = { ...kept, base_url: base_url ?? kept.base_url }
  const missing = [
    ...(settings.base_url === '' ? ['base_url'] : []),
    ...(api_key === null && !row?.secrets.api_key ? ['api_key'] : []),
  ]
  return {
    row,
    // Who gives both in the environment wants it, until somebody switches it off.
    enabled: row?.enabled ?? (base_url !== null && api_key !== null),
    settings,
    locked: {
      ...(base_url !== null && { base_url: 'SYNCRO_WEBHOOK_URL' }),
      ...(api_key !== null && { api_key: 'SYNCRO_API_KEY' }),
    },
    missing,
  }
}

/** How Syncro is reached; null while it is off or incomplete. */
export async function accessOf(scope: Scope): Promise<SyncroAccess | null> {
  const { row, enabled, settings, missing } = await connectionOf(scope)
  const api_key = enabled && missing.length === 0 ? keyOf(scope, row) : null
  if (api_key === null) return null
  const { base_url, requests_per_minute } = settings
  return { base_url, requests_per_minute, api_key }
}

/** The key as Syncro knows it; null where it was encrypted with a key that is gone. */
export function keyOf(scope: Scope, row: SettingsRow | null): string | null {
  const house = houseOf(scope.tx.database)
  const kept = row?.secrets.api_key
  if (house.given?.api_key || !kept) return house.given?.api_key ?? null
  try {
    return unseal(house, Buffer.from(kept.ciphertext, 'base64'), kept.key_id, owner)
  } catch {
    return null
  }
}

export const statusesOf = async (scope: Scope): Promise<Record<string, string>> =>
  (await connectionOf(scope)).settings.statuses
