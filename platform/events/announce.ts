import type { Schema, z } from '../contract/schema.ts'
import type { Scope } from '../database/index.ts'
import type { EventType } from './registry.ts'

/** Whoever writes an event: a scope, or identity's own transactions. */
export type Announcer = Pick<
  Scope,
  'tx' | 'actor' | 'impersonator_id' | 'request_id' | 'origin' | 'caused_by'
>

export interface Happening<D extends Schema> {
  subject_id: number | null
  company_id: number | null
  data: z.output<D>
  /** What only the provider may read of it. */
  provider_data?: Record<string, unknown>
  /** Where the audience depends on the case: an internal note. */
  audience?: 'company' | 'provider'
}

const woken = new Set<() => void>()

/** Called after a commit that wrote events, so that the dispatcher need not wait for its poll. */
export function onAnnounced(wake: () => void): () => void {
  woken.add(wake)
  return () => void woken.delete(wake)
}

const insert = `insert into events (type, retention_class, company_id, subject_type, subject_id, actor_kind, actor_id, actor_label,
  impersonator_id, audience, data, request_id, provider_data, caused_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`

/** The same, and where the request came from: apart from the stream, since it is forgotten sooner. */
const insertWithOrigin = `with origin as (
  insert into event_origins (request_id, ip, user_agent) values ($12, $15, $16) on conflict do nothing)
${insert}`

/**
 * Writes what happened in the transaction of the change. Lock or update the subject's row first: that makes the
 * ids of one subject follow the order of the commits. Nothing is read back, since a member may write what only
 * the provider reads.
 */
export async function announce<D extends Schema>(
  by: Announcer,
  type: EventType<D>,
  happening: Happening<D>,
): Promise<void> {
  const { tx, actor, origin } = by
  const values = [
    type.type,
    type.retention_class ?? 'standard',
    happening.company_id,
    type.subject,
    happening.subject_id,
    actor.kind,
    actor.id,
    actor.label ?? null,
    by.impersonator_id,
    happening.audience ?? type.audience,
    JSON.stringify(happening.data),
    by.request_id,
    happening.provider_data ? JSON.stringify(happening.provider_data) : null,
    by.caused_by,
  ]
  if (origin.ip || origin.user_agent)
    tx.send(insertWithOrigin, [...values, origin.ip || null, origin.user_agent])
  else tx.send(insert, values)
  wakeAfterCommit(tx)
}

export function wakeAfterCommit(tx: Scope['tx']): void {
  tx.afterCommit(() => {
    for (const wake of woken) wake()
  })
}
