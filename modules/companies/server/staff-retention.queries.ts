import type { Transaction } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { type Batch, declareRetention, oldRows } from '../../../platform/retention/index.ts'
import { staffErased } from './staff.events.ts'
import { blankedEntry } from './staff.personal.ts'

const house = { module: 'companies', role: 'portal_provider' } as const

/** What the directory keeps, and how long (companies §4.13). */
declareRetention(
  {
    ...house,
    name: 'companies.staff_verifications',
    table: 'staff_verifications',
    days: 90,
    bounds: { min: 1, max: 365 },
    remove: oldRows('staff_verifications'),
  },
  {
    ...house,
    name: 'companies.staff_imports',
    table: 'staff_imports',
    days: 90,
    bounds: { min: 1, max: 365 },
    remove: oldRows('staff_imports'),
  },
  {
    ...house,
    name: 'companies.staff_requests',
    table: 'staff_requests',
    days: 730,
    bounds: { min: 30, max: 3_650 },
    remove: oldRows('staff_requests'),
  },
  {
    ...house,
    name: 'companies.staff_without_login',
    table: 'staff_members',
    days: 30,
    bounds: { min: 0, max: 365 },
    remove: (tx, range) => blank(tx, 'user_id is null', range),
  },
  {
    ...house,
    name: 'companies.staff_archived',
    table: 'staff_members',
    days: 730,
    bounds: { min: 30, max: 3_650 },
    remove: (tx, range) => blank(tx, 'true', range),
  },
)

/** Names and numbers go; the row stays, so that what refers to it stands. */
async function blank(tx: Transaction, which: string, { before, limit }: Batch): Promise<number> {
  const { rows } = await tx.run<{ id: number; company_id: number }>(
    `update staff_members set ${blankedEntry} where id = any (array(select id from staff_members
       where archived_at < $1 and erased_at is null and ${which} order by archived_at limit $2))
     returning id, company_id`,
    [before, limit],
  )
  const actor = { kind: 'system', id: null } as const
  const origin = { ip: null, user_agent: null }
  const by = { tx, actor, origin, impersonator_id: null, caused_by: null, request_id: 'staff-retention' }
  for (const { id, company_id } of rows)
    await announce(by, staffErased, { subject_id: id, company_id, data: {} })
  return rows.length
}
