import type { Scope } from '../database/index.ts'

/** An event as it stands in the stream (events §2). */
export interface StoredEvent {
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
  lineage: number[]
  created_at: string
}

/** The columns of `events e` that make a StoredEvent. */
export const storedColumns = `e.id, e.type, e.company_id, e.subject_type, e.subject_id, e.actor_kind, e.actor_id,
  e.actor_label, e.impersonator_id, e.audience, e.data, e.provider_data, e.request_id, e.caused_by, e.lineage, e.created_at`

/** The same scope, for what is done because of one event: what is announced in it names the event as its cause. */
export const becauseOf = (scope: Scope, event: StoredEvent): Scope => ({ ...scope, caused_by: event.id })
