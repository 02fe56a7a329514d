import type { Scope } from '../../../platform/database/index.ts'
import type { Notification } from '../contract.ts'
import type { Severity } from './catalogue.ts'

/** What is told, without to whom. */
export interface Facts {
  event_type: string
  company_id: number | null
  event_id: number | null
  dedupe_key: string | null
  message: string
  metadata: Record<string, unknown>
  subject_type: string | null
  subject_id: number | null
  link: string | null
  severity: Severity
  is_banner: boolean
  starts_at: string | null
  ends_at: string | null
  coalesce_key: string | null
  created_by_user_id: number | null
  /** Stands in the deliveries alone. */
  part_id?: number | null
}

export type Target =
  | { audience: 'user'; user_id: number }
  | { audience: 'email'; email: string; email_name: string | null }
  | { audience: 'company' | 'provider' | 'everyone' }

export interface Written {
  id: number
  user_id: number | null
  email: string | null
  email_name: string | null
}

const insert = `insert into notifications (audience, user_id, email, email_name, company_id, event_type, event_id,
    dedupe_key, message, metadata, search_text, subject_type, subject_id, link, severity, is_banner, starts_at, ends_at,
    coalesce_key, created_by_user_id)
  select t.audience, t.user_id, t.email, t.email_name, f.company_id, f.event_type, f.event_id, f.dedupe_key, coalesce(t.message, f.message),
    f.metadata || coalesce(t.extra, '{}'), coalesce(t.search_text, $3), f.subject_type, f.subject_id, f.link, f.severity, f.is_banner, f.starts_at,
    f.ends_at, f.coalesce_key, f.created_by_user_id
  from jsonb_populate_record(null::notifications, $1::jsonb) f,
    jsonb_to_recordset($2::jsonb) t (audience text, user_id bigint, email text, email_name text, extra jsonb, message text,
      search_text text)
  where f.coalesce_key is null or not exists (select from notifications o where o.user_id = t.user_id
    and o.event_type = f.event_type and o.coalesce_key = f.coalesce_key and o.read_at is null and o.event_id > f.event_id)
  on conflict do nothing returning id, user_id, email, email_name`

/** What the row of a target says beside the facts, or in their place. */
interface Own {
  extra?: Record<string, unknown>
  message?: string
  search_text?: string
}

/** One row for each target; those who were told of this before, or of what replaces it, are left out of the answer. */
export async function insertNotifications(
  scope: Scope,
  facts: Facts,
  targets: readonly (Target & Own)[],
): Promise<Written[]> {
  const { rows } = await scope.tx.run<Written & Record<string, unknown>>(insert, [
    JSON.stringify(facts),
    JSON.stringify(targets),
    searchTextOf(facts),
  ])
  return rows
}

/** Lower case, each value of the metadata on a line. */
export function searchTextOf({ message, metadata }: Pick<Facts, 'message' | 'metadata'>): string {
  return [message, ...valuesIn(metadata)].join('\n').toLowerCase()
}

function valuesIn(value: unknown): string[] {
  if (value === null || value === undefined) return []
  if (typeof value === 'object') return Object.values(value).flatMap(valuesIn)
  return [String(value)]
}

export interface Replaced {
  id: number
  user_id: number
  count: number
}

/** Takes away the unread rows of earlier events that a newer one replaces, and says how many messages each stood for. */
export async function deleteCoalesced(
  scope: Scope,
  facts: Facts,
  userIds: readonly number[],
  seconds: number,
): Promise<Replaced[]> {
  const { rows } = await scope.tx.run<Replaced & Record<string, unknown>>(
    `delete from notifications where user_id = any ($1::bigint[]) and event_type = $2 and coalesce_key = $3
       and read_at is null and withdrawn_at is null and created_at > now() - make_interval(secs => $4)
       and event_id < $5::bigint
     returning id, user_id, coalesce((metadata->>'count')::int, 1) as count`,
    [userIds, facts.event_type, facts.coalesce_key, seconds, facts.event_id],
  )
  return rows
}

/** The columns of the wire, for rows called `n`; `mine` is when the reader read it. */
export const wireColumns = (mine: string) =>
  `n.id, n.event_type, n.message, n.metadata, n.severity, n.link, n.company_id, n.user_id, n.is_banner,
   n.created_at, ${mine} as read_at`

export type WireRow = Notification & Record<string, unknown>
