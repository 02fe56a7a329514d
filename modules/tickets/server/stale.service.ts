import { problem } from '../../../platform/contract/problems.ts'
import { whoChanged } from './history.service.ts'
import { readTicket } from './ticket.read.ts'
import type { Turn } from './turn.ts'

/** 409 or 412 with how it stands now, and which fields changed since, by whom and when. */
export async function refuseStale(
  { scope, ticket }: Turn,
  version: number | undefined,
  ifMatch: number | null,
): Promise<void> {
  const seen = [ifMatch, version].find((one) => typeof one === 'number' && one !== ticket.version)
  if (typeof seen !== 'number') return
  const fields = Object.keys(ticket.field_versions).filter(
    (field) => (ticket.field_versions[field] ?? 0) > seen,
  )
  const changed = await whoChanged(scope, ticket.id, fields)
  const current = await readTicket(scope, ticket.id)
  const status = ifMatch !== null && ifMatch !== ticket.version ? 412 : 409
  throw problem('stale_version', { status, members: { current, changed } })
}
