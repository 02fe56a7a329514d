import type { Scope } from '../../../platform/database/index.ts'
import type { ItemRow } from './ticket.columns.ts'

export interface StatusRow {
  key: string
  label: string
  public_label: string
  kind: ItemRow['status_kind']
  color: string
  pauses_sla: boolean
  is_default: boolean
  is_active: boolean
}

/** All statuses in their order, at most 30. */
export async function selectStatuses(scope: Scope): Promise<StatusRow[]> {
  const rows = await scope.tx.queries
    .selectFrom('ticket_statuses')
    .select(['key', 'label', 'public_label', 'kind', 'color', 'pauses_sla', 'is_default', 'is_active'])
    .orderBy('position')
    .orderBy('key')
    .execute()
  return rows as StatusRow[]
}

export const selectPriorities = (scope: Scope) =>
  scope.tx.queries
    .selectFrom('ticket_priorities')
    .select(['key', 'label', 'rank', 'color', 'is_public', 'is_default', 'is_active'])
    .orderBy('rank')
    .execute()

export const selectCategories = (scope: Scope) =>
  scope.tx.queries
    .selectFrom('ticket_categories')
    .select(['id', 'name', 'is_public', 'default_priority'])
    .where('is_active', '=', true)
    .orderBy('position')
    .orderBy('name')
    .limit(200)
    .execute()

/** What the promises are called, by their ids. */
export async function selectPolicyNames(scope: Scope): Promise<[number, string][]> {
  const rows = await scope.tx.queries.selectFrom('ticket_sla_policies').select(['id', 'name']).execute()
  return rows.map(({ id, name }) => [id, name])
}

/** A category by its name, whatever its capitals; switched-off ones too. */
const category = `select id, name, is_public, is_active, default_priority from ticket_categories where lower(name) = lower($1)`

export async function selectCategory(scope: Scope, name: string) {
  const { rows } = await scope.tx.run<{
    id: number
    name: string
    is_public: boolean
    is_active: boolean
    default_priority: string | null
  }>(category, [name])
  return rows[0] ?? null
}

const made = `insert into ticket_categories (name) values ($1)
on conflict (lower(name)) do update set name = ticket_categories.name returning id`

/** Makes a category, or finds the one that somebody else made meanwhile. */
export async function insertCategory(scope: Scope, name: string): Promise<number> {
  const { rows } = await scope.tx.run<{ id: number }>(made, [name])
  const [row] = rows
  if (!row) throw new Error('A category was neither made nor found')
  return row.id
}

export type PriorityRow = Awaited<ReturnType<typeof selectPriorities>>[number]
