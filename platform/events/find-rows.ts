import type { Scope } from '../database/index.ts'
import type { Walked } from './find-walks.ts'

/** An event as the audit log shows it; address and browser for the provider alone. */
export interface Found {
  id: number
  type: string
  company_id: number | null
  subject_type: string
  subject_id: number | null
  actor_kind: string
  actor_id: number | null
  actor_label: string | null
  impersonator_id: number | null
  audience: 'company' | 'provider'
  data: Record<string, unknown>
  provider_data: Record<string, unknown> | null
  request_id: string | null
  caused_by: number | null
  created_at: string
  ip: string | null
  user_agent: string | null
}

const columns = `e.id, e.type, e.company_id, e.subject_type, e.subject_id, e.actor_kind, e.actor_id, e.actor_label,
  e.impersonator_id, e.audience, e.data, e.request_id, e.caused_by, e.created_at`
const from = `from unnest($1::bigint[], $2::timestamptz[]) with ordinality w(id, created_at, n)
  join events e on e.id = w.id and (w.created_at is null or e.created_at = w.created_at)`

/** Members have no grant on addresses, nor on what only the provider may read. */
const forProvider = `select ${columns}, e.provider_data, host(o.ip) as ip, o.user_agent ${from}
  left join event_origins o on o.request_id = e.request_id order by w.n`
const forMember = `select ${columns}, null::jsonb as provider_data, null::text as ip, null::text as user_agent ${from} order by w.n`

/** The rows themselves, in the given order, by their key. */
export async function readFound(scope: Scope, walked: readonly Walked[]): Promise<Found[]> {
  if (walked.length === 0) return []
  const { rows } = await scope.tx.run<Found & Record<string, unknown>>(
    scope.role === 'portal_provider' ? forProvider : forMember,
    [walked.map(({ id }) => id), walked.map(({ created_at }) => created_at)],
  )
  return rows
}
