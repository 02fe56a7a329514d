import type { Received } from '../../../platform/contract/endpoint.ts'
import { invalid, notFound, problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { OwnCall } from '../../../platform/http/index.ts'
import { enqueue } from '../../../platform/jobs/index.ts'
import { addressCode, OutboundProblem } from '../../../platform/outbound/index.ts'
import type { Integration, IntegrationCard, IntegrationCheck, syncroApi } from '../contract/syncro.ts'
import { forgetFailures, type Health, selectHealth } from './health.queries.ts'
import { houseOf, seal } from './house.ts'
import { accessOf, type Connection, connectionOf, keyOf, owner } from './syncro.access.ts'
import { checkStarted, integrationConfigured } from './syncro.events.ts'
import * as queries from './syncro.queries.ts'
import { checkJob } from './syncro-check.job.ts'

const slug = 'syncro'
type Body = Received<NonNullable<typeof syncroApi.saveIntegration.body>>

const title = 'Syncro'

/** The systems that can be connected, and how they do. */
export async function listIntegrations(
  scope: Scope,
  { state, q }: { state?: Integration['state'] | undefined; q?: string | undefined },
): Promise<{ items: IntegrationCard[] }> {
  const { settings: _, secrets: __, locked: ___, health: ____, ...card } = await readIntegration(scope)
  const { last_check: _____, version: ______, updated_at: _______, ...shown } = card
  const isWanted =
    (state === undefined || shown.state === state) &&
    (q === undefined || `${shown.label} ${shown.slug}`.toLowerCase().includes(q.toLowerCase()))
  return { items: isWanted ? [shown] : [] }
}

export async function readIntegration(scope: Scope): Promise<Integration> {
  const connection = await connectionOf(scope)
  const { row, enabled, settings, locked, missing } = connection
  const last_check = await queries.selectCheck(scope, slug, null)
  const kept = row?.secrets.api_key
  const known = await selectHealth(scope, slug)
  const health = isUnreadable(scope, connection) ? { ...known, ...unreadable } : known
  const { last_used_at, last_error_at, last_error_code, last_error } = health
  return {
    slug,
    label: title,
    group: 'rmm_psa',
    enabled,
    state: stateOf(connection, last_check, health),
    last_used_at,
    last_error_at,
    last_error_code,
    last_error,
    missing,
    settings,
    secrets: { api_key: kept ? { set_at: kept.set_at } : null },
    locked,
    health,
    last_check,
    version: row?.version ?? 0,
    updated_at: row?.updated_at ?? null,
  }
}

const unreadable = {
  last_error_code: 'secret_unreadable',
  last_error: 'The key was encrypted with one that is gone: enter it again.',
}

/** The key is there, and nobody can read it any more. */
const isUnreadable = (scope: Scope, { row, missing }: Connection) =>
  !missing.includes('api_key') && keyOf(scope, row) === null

function stateOf(
  { row, enabled }: Connection,
  check: IntegrationCheck | null,
  health: Health,
): Integration['state'] {
  if (!enabled) return 'off'
  if (health.paused_until !== null) return 'paused'
  if (health.last_error_code === unreadable.last_error_code || health.consecutive_failures > 0)
    return 'failing'
  const since = row?.updated_at ?? ''
  const isChecked = check !== null && check.ok !== null && check.started_at >= since
  if (isChecked && check.ok === false) return 'failing'
  return isChecked || (health.last_success_at ?? '') > since ? 'ok' : 'untested'
}

/** Saves the connection; its address is resolved with no transaction open. 409 `stale_version`. */
export async function saveIntegration(
  call: Pick<OwnCall, 'enter' | 'once'> & { body: Body },
): Promise<Integration> {
  const { settings, enabled } = call.body
  const { house, given } = await call.enter(
    async ({ tx }) => ({ house: houseOf(tx.database), given: houseOf(tx.database).given }),
    { read_only: true },
  )
  const base_url = settings.base_url.trim()
  if (given?.base_url && base_url !== given.base_url) throw locked('settings.base_url', 'SYNCRO_WEBHOOK_URL')
  if (given?.api_key && call.body.secrets?.api_key) throw locked('secrets.api_key', 'SYNCRO_API_KEY')
  if (enabled && base_url === '') throw invalid('settings.base_url', 'required', 'Say where Syncro is.')
  if (base_url !== '') await checkAddress(house.outbound, base_url)
  return call.once((scope) => save(scope, { ...call.body, settings: { ...settings, base_url } }))
}

const locked = (field: string, variable: string) =>
  problem('locked_by_environment', { members: { field, variable } })

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
      throw invalid('settings.base_url', addressCode(error), error.message)
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
  const isGiven = Boolean(houseOf(scope.tx.database).given?.api_key)
  if (enabled && !isGiven && !kept.api_key)
    throw invalid('secrets.api_key', 'required', 'Syncro needs a key.')
  const isSaved = await queries.saveSettings(scope, slug, { enabled, settings, secrets: kept, version })
  if (!isSaved) throw problem('stale_version', { members: { current: await readIntegration(scope) } })
  await forgetFailures(scope, slug)
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
