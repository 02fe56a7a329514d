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
/** By id and time: the time leads to the one part of the stream where the row is. */
const listed = `from unnest($1::bigint[], $2::timestamptz[]) with ordinality w(id, created_at, n)
  join events e on e.id = w.id and e.created_at = w.created_at`
const one = 'from unnest($1::bigint[]) with ordinality w(id, n) join events e on e.id = w.id'

/** Members have no grant on addresses, nor on what only the provider may read. */
const asProvider = (
  from: string,
) => `select ${columns}, e.provider_data, host(o.ip) as ip, o.user_agent ${from}
  left join event_origins o on o.request_id = e.request_id order by w.n`
const asMember = (from: string) => `select ${columns}, null::jsonb as provider_data, null::text as ip,
  null::text as user_agent ${from} order by w.n`
const texts = {
  portal_provider: { listed: asProvider(listed), one: asProvider(one) },
  portal_member: { listed: asMember(listed), one: asMember(one) },
}
const textsFor = ({ role }: Scope) => texts[role === 'portal_provider' ? role : 'portal_member']

/** The rows themselves, in the given order, by their key. */
export async function readFound(scope: Scope, walked: readonly Walked[]): Promise<Found[]> {
  if (walked.length === 0) return []
  const ids = walked.map(({ id }) => id)
  const times = walked.map(({ created_at }) => created_at)
  const { rows } = await scope.tx.run<Found & Record<string, unknown>>(textsFor(scope).listed, [ids, times])
  return rows
}

/** A row of which nothing but the id is known. */
export async function readFoundById(scope: Scope, id: number): Promise<Found | undefined> {
  const { rows } = await scope.tx.run<Found & Record<string, unknown>>(textsFor(scope).one, [[id]])
  return rows[0]
}
