import type { Received } from '../../../platform/contract/endpoint.ts'
import { invalid, notFound, problem } from '../../../platform/contract/problems.ts'
import { z } from '../../../platform/contract/schema.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { OwnCall } from '../../../platform/http/index.ts'
import { enqueue } from '../../../platform/jobs/index.ts'
import { OutboundProblem } from '../../../platform/outbound/index.ts'
import {
  type Integration,
  type IntegrationCheck,
  SyncroSettings,
  type syncroApi,
} from '../contract/syncro.ts'
import { houseOf, seal } from './house.ts'
import { accessOf, owner } from './syncro.access.ts'
import { checkStarted, integrationConfigured } from './syncro.events.ts'
import * as queries from './syncro.queries.ts'
import { checkJob } from './syncro-check.job.ts'

const slug = 'syncro'
type Body = Received<NonNullable<typeof syncroApi.saveIntegration.body>>

export async function readIntegration(scope: Scope): Promise<Integration> {
  const row = await queries.selectSettings(scope, slug)
  const last_check = await queries.selectCheck(scope, slug, null)
  const key = row?.secrets.api_key
  return {
    slug,
    enabled: row?.enabled ?? false,
    state: stateOf(row, last_check),
    settings: z.parse(SyncroSettings, row?.settings ?? {}),
    secrets: { api_key: key ? { set_at: key.set_at } : null },
    last_check,
    version: row?.version ?? 0,
    updated_at: row?.updated_at ?? null,
  }
}

function stateOf(row: queries.SettingsRow | null, check: IntegrationCheck | null): Integration['state'] {
  if (!row?.enabled) return 'off'
  if (!check || check.ok === null || check.started_at < row.updated_at) return 'untested'
  return check.ok ? 'ok' : 'failing'
}

/** Saves the connection; its address is resolved with no transaction open. 409 `stale_version`. */
export async function saveIntegration(
  call: Pick<OwnCall, 'enter' | 'once'> & { body: Body },
): Promise<Integration> {
  const { settings, enabled } = call.body
  const base_url = settings.base_url.trim()
  if (enabled && base_url === '') throw invalid('settings.base_url', 'required', 'Say where Syncro is.')
  const house = await call.enter(async (scope) => houseOf(scope.tx.database), { read_only: true })
  if (base_url !== '') await checkAddress(house.outbound, base_url)
  return call.once((scope) => save(scope, { ...call.body, settings: { ...settings, base_url } }))
}

async function checkAddress(outbound: ReturnType<typeof houseOf>['outbound'], url: string): Promise<void> {
  const parsed = URL.parse(url)
  const isPlain =
    parsed && /^https?:$/.test(parsed.protocol) && !parsed.username && !parsed.hash && !parsed.search
  if (!isPlain)
    throw invalid('settings.base_url', 'bad_format', 'An address like https://name.syncromsp.com.')
  try {
    await outbound.checkUrl(url)
  } catch (error) {
    if (!(error instanceof OutboundProblem)) throw error
    // An address that does not answer now may answer later; one that is refused never will.
    if (error.code === 'address_not_allowed' || error.code === 'bad_url')
      throw invalid('settings.base_url', error.code, error.message)
  }
}

async function save(scope: Scope, { version, enabled, settings, secrets }: Body): Promise<Integration> {
  const before = await queries.selectSettings(scope, slug)
  const kept = { ...before?.secrets }
  const given = secrets?.api_key
  if (given === null) delete kept.api_key
  else if (given) {
    const { ciphertext, key_id } = seal(houseOf(scope.tx.database), given.trim(), owner)
    kept.api_key = { ciphertext: ciphertext.toString('base64'), key_id, set_at: new Date().toISOString() }
  }
  if (enabled && !kept.api_key) throw invalid('secrets.api_key', 'required', 'Syncro needs a key.')
  const isSaved = await queries.saveSettings(scope, slug, { enabled, settings, secrets: kept, version })
  if (!isSaved) throw problem('stale_version', { members: { current: await readIntegration(scope) } })
  const old: Record<string, unknown> = before?.settings ?? {}
  const fields = Object.entries(settings).flatMap(([name, value]) =>
    JSON.stringify(value) === JSON.stringify(old[name]) ? [] : [name],
  )
  if (given !== undefined && given !== '') fields.push('api_key')
  const data = { slug, enabled, fields }
  await announce(scope, integrationConfigured, { subject_id: null, company_id: null, data })
  return readIntegration(scope)
}

/** Tries the connection in a job: it only reads. */
export async function startCheck(scope: Scope): Promise<IntegrationCheck> {
  if (!(await accessOf(scope))) throw problem('not_enabled', { members: { setting: 'integrations.syncro' } })
  const made = await queries.insertCheck(scope, slug)
  if (!made) throw problem('check_running')
  const data = { slug, ok: null }
  await announce(scope, checkStarted, { subject_id: null, company_id: null, data })
  await enqueue(scope, checkJob, { integration_check_id: made.id })
  return made
}

export async function readCheck(scope: Scope, id: number): Promise<IntegrationCheck> {
  const found = await queries.selectCheck(scope, slug, id)
  if (!found) throw notFound()
  return found
}
