import type { Transaction } from '../../../platform/database/index.ts'
import { declareRetention } from '../../../platform/retention/index.ts'

const counted = async (tx: Transaction, call: string, before: Date | string, limit: number) => {
  const { rows } = await tx.run<{ removed: number }>(`select ${call}($1, $2) as removed`, [before, limit])
  return rows[0]?.removed ?? 0
}

const base = { module: 'tickets', role: 'portal_system' } as const

declareRetention(
  {
    ...base,
    name: 'tickets.deleted',
    table: 'tickets',
    days: 30,
    bounds: { min: 1, max: 365 },
    remove: (tx, { before, limit }) => counted(tx, 'purge_tickets', before, limit),
  },
  {
    ...base,
    name: 'tickets.reads',
    table: 'ticket_reads',
    days: 365,
    bounds: { min: 30, max: 3_650 },
    remove: (tx, { before, limit }) => counted(tx, 'sweep_ticket_reads', before, limit),
  },
)
