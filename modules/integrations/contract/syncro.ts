import { endpoint, super_admin } from '../../../platform/contract/endpoint.ts'
import { declareProblems } from '../../../platform/contract/problems.ts'
import {
  Id,
  nullable,
  optional,
  Page,
  paging,
  Text,
  Time,
  withDefault,
  z,
} from '../../../platform/contract/schema.ts'

/** What can be connected on a page of its own; more to come. */
export const connections = ['syncro'] as const

/** Settings of Syncro. `statuses`: their word → key of our status; words that are missing go by what they say. */
export const SyncroSettings = z.strictObject({
  base_url: withDefault(z.string().check(z.maxLength(300)), ''),
  requests_per_minute: withDefault(z.int().check(z.gte(1), z.lte(180)), 180),
  statuses: withDefault(z.record(Text(100), Text(32)), {}),
})
export type SyncroSettings = z.infer<typeof SyncroSettings>

export const IntegrationCheck = z.object({
  id: Id,
  kind: z.literal('integration_check'),
  path: z.string(),
  status: z.enum(['running', 'finished']),
  ok: nullable(z.boolean()),
  steps: z.array(
    z.object({
      name: z.string(),
      ok: z.boolean(),
      /** Why not; absent where it could, and in earlier checks. */
      code: optional(z.string()),
      detail: nullable(z.string()),
      duration_ms: z.int(),
    }),
  ),
  started_at: Time,
  finished_at: nullable(Time),
})
export type IntegrationCheck = z.infer<typeof IntegrationCheck>

export const connectionStates = ['off', 'untested', 'ok', 'failing', 'paused'] as const

/** A connection as the catalogue shows it. */
export const IntegrationCard = z.object({
  slug: z.enum(connections),
  label: z.string(),
  group: z.enum(['rmm_psa']),
  enabled: z.boolean(),
  state: z.enum(connectionStates),
  last_used_at: nullable(Time),
  last_error_at: nullable(Time),
  last_error_code: nullable(z.string()),
  last_error: nullable(z.string()),
  /** Fields that are needed and not set. */
  missing: z.array(z.string()),
})
export type IntegrationCard = z.infer<typeof IntegrationCard>

export const Integration = z.object({
  ...IntegrationCard.shape,
  settings: SyncroSettings,
  /** When each secret was set; the secrets themselves are never shown. */
  secrets: z.object({ api_key: nullable(z.object({ set_at: Time })) }),
  /** Fields that the environment sets, and by which variable; they cannot be changed here. */
  locked: z.record(z.string(), z.string()),
  health: z.object({
    last_used_at: nullable(Time),
    last_success_at: nullable(Time),
    last_error_at: nullable(Time),
    last_error_code: nullable(z.string()),
    last_error: nullable(z.string()),
    consecutive_failures: z.int(),
    /** Nobody asks before. */
    paused_until: nullable(Time),
  }),
  last_check: nullable(IntegrationCheck),
  version: z.int(),
  updated_at: nullable(Time),
})
export type Integration = z.infer<typeof Integration>

export const syncStates = ['queued', 'running', 'finished', 'failed', 'cancelled'] as const

export const SyncRun = z.object({
  id: Id,
  kind: z.literal('sync_run'),
  path: z.string(),
  mode: z.enum(['single', 'range', 'all']),
  status: z.enum(syncStates),
  ticket_id: nullable(Id),
  start_id: nullable(Id),
  end_id: nullable(Id),
  /** 0–100; null while nobody knows how many there are. */
  progress: nullable(z.int()),
  /** What the other system answered: created, updated, unchanged and unusable ones. */
  fetched: z.int(),
  created: z.int(),
  updated: z.int(),
  skipped: z.int(),
  failed_items: z.int(),
  /** The first 100. */
  problems: z.array(
    z.object({
      external_id: z.string(),
      code: z.string(),
      /** Which customer, or with which status Syncro answered. */
      value: optional(z.string()),
      detail: z.string(),
    }),
  ),
  started_at: Time,
  finished_at: nullable(Time),
})
export type SyncRun = z.infer<typeof SyncRun>

const slug = z.strictObject({ slug: z.enum(connections) })
const runId = z.strictObject({ sync_run_id: Id })

export const syncroApi = {
  listIntegrations: endpoint({
    method: 'GET',
    path: '/integrations',
    access: super_admin,
    summary: 'The systems that can be connected, and how they do; all of them, by label',
    query: z.strictObject({
      state: optional(z.enum(connectionStates)),
      q: optional(Text(100)),
    }),
    response: { 200: z.object({ items: z.array(IntegrationCard) }) },
  }),
  readIntegration: endpoint({
    method: 'GET',
    path: '/integrations/:slug',
    access: super_admin,
    summary: 'How the portal is connected to another system; never its secrets',
    params: slug,
    response: { 200: Integration },
  }),
  saveIntegration: endpoint({
    method: 'PUT',
    path: '/integrations/:slug',
    access: super_admin,
    summary: 'Connect another system; a secret that is left out or blank is kept, null removes it',
    params: slug,
    transaction: 'own',
    body: z.strictObject({
      version: z.int(),
      enabled: z.boolean(),
      settings: SyncroSettings,
      secrets: optional(z.strictObject({ api_key: optional(nullable(z.string().check(z.maxLength(500)))) })),
    }),
    response: { 200: Integration },
    problems: ['stale_version', 'locked_by_environment'],
  }),
  checkIntegration: endpoint({
    method: 'POST',
    path: '/integrations/:slug/checks',
    access: super_admin,
    summary: 'Try the connection: only reads; says which right the key lacks',
    params: slug,
    response: { 202: IntegrationCheck },
    location: '/integrations/syncro/checks/{id}',
    problems: ['check_running', 'not_enabled'],
  }),
  readIntegrationCheck: endpoint({
    method: 'GET',
    path: '/integrations/:slug/checks/:check_id',
    access: super_admin,
    summary: 'How a check went, step by step',
    params: z.strictObject({ slug: z.enum(connections), check_id: Id }),
    response: { 200: IntegrationCheck },
  }),
  importSyncro: endpoint({
    method: 'POST',
    path: '/tickets/import/syncro',
    access: super_admin,
    summary: 'Import tickets from Syncro: one, a range of numbers, or all',
    transaction: 'own',
    body: z.strictObject({
      mode: z.enum(['single', 'range', 'all']),
      ticket_id: optional(Id),
      start_id: optional(Id),
      end_id: optional(Id),
      wait: withDefault(z.boolean(), true),
    }),
    response: { 202: SyncRun },
    location: '/tickets/import/syncro/{id}',
    problems: ['sync_running', 'not_enabled'],
  }),
  listSyncroImports: endpoint({
    method: 'GET',
    path: '/tickets/import/syncro',
    access: super_admin,
    summary: 'Imports from Syncro, newest first',
    query: z.strictObject({ ...paging }),
    response: { 200: Page(SyncRun) },
  }),
  readSyncroImport: endpoint({
    method: 'GET',
    path: '/tickets/import/syncro/:sync_run_id',
    access: super_admin,
    summary: 'How far an import from Syncro is',
    params: runId,
    response: { 200: SyncRun },
  }),
  cancelSyncroImport: endpoint({
    method: 'DELETE',
    path: '/tickets/import/syncro/:sync_run_id',
    access: super_admin,
    summary: 'Stop an import behind the tickets in hand; what was imported stays',
    params: runId,
    response: { 202: SyncRun },
    problems: ['already_finished'],
  }),
}

declareProblems({
  sync_running: [409, 'Such a run is under way', 'id says which one; wait for it or cancel it.'],
  locked_by_environment: [
    409,
    'The environment sets this',
    'variable says which one: change it there and start the portal again.',
  ],
  check_running: [409, 'A check is under way', 'Wait until it has ended.'],
})
