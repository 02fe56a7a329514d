import type { Found } from '../../../platform/events/index.ts'

export interface Change {
  field: string
  before: unknown
  after: unknown
}

type Facts = Pick<Found, 'data' | 'provider_data'>

/** Fields whose values nobody may read, should a writer ever store them. */
const secret = /(password|secret|token|_hash$|pepper|recovery_code|private_key|headers)/

export const isSecret = (field: string): boolean => secret.test(field)

/** What was before and what after, field by field, as the event keeps it; secrets say only that they changed. */
export function changesIn({ data, provider_data }: Facts): Change[] {
  return [...listed(data), ...listed(provider_data ?? {}), ...moved(data), ...named(data)].map((change) =>
    isSecret(change.field) ? { field: change.field, before: 'changed', after: 'changed' } : change,
  )
}

function listed(data: Record<string, unknown>): Change[] {
  if (!Array.isArray(data.changes)) return []
  return (data.changes as Record<string, unknown>[]).flatMap((change) =>
    typeof change?.field === 'string'
      ? [{ field: change.field, before: change.from ?? null, after: change.to ?? null }]
      : [],
  )
}

/** Events of one field: `{from, to}`. */
function moved({ changes, from, to }: Record<string, unknown>): Change[] {
  if (changes !== undefined || (from === undefined && to === undefined)) return []
  return [{ field: 'value', before: from ?? null, after: to ?? null }]
}

/** Events that keep which fields changed, and not what they hold: personal data. */
function named({ changed, changes }: Record<string, unknown>): Change[] {
  if (!Array.isArray(changed)) return []
  const told = new Set(listed({ changes }).map(({ field }) => field))
  return changed
    .filter((field): field is string => typeof field === 'string' && !told.has(field))
    .map((field) => ({ field, before: 'changed', after: 'changed' }))
}
