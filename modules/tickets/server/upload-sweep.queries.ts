import { declareRetention } from '../../../platform/retention/index.ts'

/** Their rows go here; the bytes go with the portal's own sweep of bytes that no row names. */
declareRetention({
  name: 'tickets.uploads',
  module: 'tickets',
  table: 'ticket_uploads',
  days: 1,
  bounds: { min: 1, max: 1 },
  role: 'portal_system',
  async remove(tx, { before, limit }) {
    const { rows } = await tx.run<{ removed: number }>('select sweep_ticket_uploads($1, $2) as removed', [
      before,
      limit,
    ])
    return rows[0]?.removed ?? 0
  },
})
