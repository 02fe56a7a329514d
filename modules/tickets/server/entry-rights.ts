import type { Scope } from '../../../platform/database/index.ts'
import type { ReplyRow } from './reply.queries.ts'
import { holds, type Sight } from './sight.ts'

type Judged = Pick<ReplyRow, 'kind' | 'author_user_id' | 'created_at'>

/** Whether somebody may change or remove an entry now: their own for some minutes, or with tickets.manage. */
export function mayEdit(scope: Scope, sight: Sight, entry: Judged, minutes: number): boolean {
  if (sight.is_desk && holds(scope, 'tickets.manage')) return true
  if (entry.kind === 'auto' || entry.author_user_id === null || entry.author_user_id !== scope.user_id)
    return false
  return Date.now() - Date.parse(entry.created_at) < minutes * 60_000
}
