import { declareRetention } from '../../../platform/retention/index.ts'

/** Undo is offered for ten minutes; what was done stands in each ticket's own history. */
declareRetention({
  name: 'tickets.bulk_changes',
  module: 'tickets',
  table: 'ticket_bulk_changes',
  days: 30,
  bounds: { min: 1, max: 365 },
  role: 'portal_system',
  async remove(tx, { before, limit }) {
    const { rowCount } = await tx.run(
      `delete from ticket_bulk_changes where id in (select id from ticket_bulk_changes where created_at < $1 limit $2)`,
      [before, limit],
    )
    return rowCount ?? 0
  },
})
