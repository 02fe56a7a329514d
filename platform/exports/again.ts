import { notFound } from '../contract/problems.ts'
import type { Again, Ask, Door } from '../http/index.ts'
import type { ExportRow } from './export.rows.ts'

/** The request of the list once more, by whoever asked then. */
export function againOf(door: Door, row: ExportRow, request_id: string): Ask {
  const declared = door.lists.get(row.list)?.ready.declared
  if (!declared) throw notFound()
  const [kind = 'user', id] = row.actor.split(':')
  return {
    endpoint: `${declared.method} ${declared.path}`,
    access: declared.access,
    credential: {
      kind: 'again',
      actor: { kind: kind as Again['actor']['kind'], id: Number(id) },
      company_id: row.worked_in_id,
      held: row.request.held,
    },
    request_id,
    origin: { ip: '', user_agent: null },
    read_only: true,
    restricted: declared.restricted ?? [],
  }
}
