import { super_admin } from '../../../platform/contract/endpoint.ts'
import { nullable, z } from '../../../platform/contract/schema.ts'
import { declareWords, defineEvent, registerSubject, registerTopic } from '../../../platform/events/index.ts'
import type { SyncRun } from '../contract/syncro.ts'
import { selectRun } from './syncro.queries.ts'

registerSubject({ type: 'integration', module: 'integrations', path: () => '/admin/integrations/syncro' })
registerSubject({ type: 'sync_run', module: 'integrations', path: () => '/admin/tickets/import' })
registerTopic({
  noun: 'sync_runs',
  subject: 'sync_run',
  access: super_admin,
  canHear: async (scope, id) => (await selectRun(scope, id)) !== null,
})

const about = { subject: 'integration', audience: 'provider' } as const
const slug = z.string()

/** Names of the fields that changed; never a secret's value. */
export const integrationConfigured = defineEvent({
  ...about,
  type: 'integration.configured',
  label: 'A connection was set up',
  data: z.object({ slug, enabled: z.boolean(), fields: z.array(z.string()) }),
  sample: { slug: 'syncro', enabled: true, fields: ['base_url', 'api_key'] },
})

const checkEvent = (type: string, label: string) =>
  defineEvent({
    ...about,
    type,
    label,
    data: z.object({ slug, ok: nullable(z.boolean()) }),
    sample: { slug: 'syncro', ok: null },
  })
export const checkStarted = checkEvent('integration_check.started', 'A connection is being tried')
export const checkFinished = checkEvent('integration_check.finished', 'A connection was tried')

const stateEvent = (type: string, label: string) =>
  defineEvent({
    ...about,
    type,
    label,
    data: z.object({ slug, code: nullable(z.string()) }),
    sample: { slug: 'syncro', code: 'no_answer' },
  })
export const integrationFailed = stateEvent('integration.failed', 'A connection has failed for 10 minutes')
export const integrationRecovered = stateEvent('integration.recovered', 'A connection works again')

const runEvent = (type: string, label: string) =>
  defineEvent({
    subject: 'sync_run',
    audience: 'provider',
    type,
    label,
    data: z.object({
      slug,
      mode: z.string(),
      fetched: z.int(),
      created: z.int(),
      updated: z.int(),
      skipped: z.int(),
      failed_items: z.int(),
    }),
    sample: {
      slug: 'syncro',
      mode: 'all',
      fetched: 25,
      created: 20,
      updated: 5,
      skipped: 0,
      failed_items: 0,
    },
  })
export const runStarted = runEvent('sync_run.started', 'An import from another system was started')
export const runFinished = runEvent('sync_run.finished', 'An import from another system ended')
export const runFailed = runEvent('sync_run.failed', 'An import from another system failed')
export const runCancelled = runEvent('sync_run.cancelled', 'An import from another system was cancelled')

/** What these events say of a run. */
export const toldOf = ({ id, mode, fetched, created, updated, skipped, failed_items }: SyncRun) => ({
  subject_id: id,
  company_id: null,
  data: { slug: 'syncro', mode, fetched, created, updated, skipped, failed_items },
})

/** What they say when it is over: also to whom it matters. */
export const toldOver = (run: SyncRun, requestedBy: number | null) => ({
  ...toldOf(run),
  provider_data: { requested_by_user_id: requestedBy },
})

declareWords({
  'integration.configured': [
    'Anbindung eingerichtet',
    '{actor} set up the connection {slug}',
    '{actor} hat die Anbindung {slug} eingerichtet',
  ],
  'integration.failed': [
    'Anbindung gestört',
    'The connection {slug} has failed for 10 minutes',
    'Die Anbindung {slug} ist seit 10 Minuten gestört',
  ],
  'integration.recovered': [
    'Anbindung geht wieder',
    'The connection {slug} works again',
    'Die Anbindung {slug} geht wieder',
  ],
  'integration_check.started': [
    'Anbindung wird geprüft',
    '{actor} tries the connection {slug}',
    '{actor} prüft die Anbindung {slug}',
  ],
  'integration_check.finished': [
    'Anbindung geprüft',
    'The connection {slug} was tried',
    'Die Anbindung {slug} wurde geprüft',
  ],
  'sync_run.started': [
    'Abgleich begonnen',
    '{actor} started an import from {slug}',
    '{actor} hat einen Import aus {slug} begonnen',
  ],
  'sync_run.finished': [
    'Abgleich beendet',
    'An import from {slug} ended: {created} new, {updated} changed',
    'Ein Import aus {slug} ist fertig: {created} neu, {updated} geändert',
  ],
  'sync_run.failed': [
    'Abgleich gescheitert',
    'An import from {slug} failed',
    'Ein Import aus {slug} ist gescheitert',
  ],
  'sync_run.cancelled': [
    'Abgleich abgebrochen',
    '{actor} cancelled an import from {slug}',
    '{actor} hat einen Import aus {slug} abgebrochen',
  ],
})
