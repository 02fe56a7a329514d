import type { Transaction } from '../../../platform/database/index.ts'
import { type Batch, declareRetention } from '../../../platform/retention/index.ts'
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
    remove: (tx, range) => deleteOld(tx, 'staff_verifications', range),
  },
  {
    ...house,
    name: 'companies.staff_imports',
    table: 'staff_imports',
    days: 90,
    bounds: { min: 1, max: 365 },
    remove: (tx, range) => deleteOld(tx, 'staff_imports', range),
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

async function deleteOld(tx: Transaction, table: string, { before, limit }: Batch): Promise<number> {
  const { rowCount } = await tx.run(
    `delete from ${table} where id = any (array(select id from ${table}
       where created_at < $1 order by created_at limit $2))`,
    [before, limit],
  )
  return rowCount ?? 0
}

/** Names and numbers go; the row stays, so that what refers to it stands. */
async function blank(tx: Transaction, which: string, { before, limit }: Batch): Promise<number> {
  const { rowCount } = await tx.run(
    `update staff_members set ${blankedEntry} where id = any (array(select id from staff_members
       where archived_at < $1 and erased_at is null and ${which} order by archived_at limit $2))`,
    [before, limit],
  )
  return rowCount ?? 0
}
