import type { DatabaseRole } from '../database/index.ts'

export { maskedAddress, maskedChanges } from './mask.ts'

/** What a table holds of a person, and what becomes of it (identity §4.11). Every key to users is declared once. */
export interface PersonalData {
  table: string
  /** The column that names the person. */
  user_column: string
  /** Who may read and change these rows. */
  role: Extract<DatabaseRole, 'portal_identity' | 'portal_provider'>
  /** Columns of the export; none where the row is about something else. Never hashes or secrets. */
  exported: readonly string[]
  /** `delete` the rows; `blank`: SQL that sets columns; `keep` for this reason, without the name. */
  on_erase: 'delete' | { blank: string } | { keep: string }
}

const declared = new Map<string, PersonalData>()

/** Declares tables with a person's data; a key that is declared twice stops the start. */
export function declarePersonalData(...list: PersonalData[]): void {
  for (const one of list) {
    const name = `${one.table}.${one.user_column}`
    if (declared.has(name)) throw new Error(`Personal data of ${name} are declared twice`)
    declared.set(name, one)
  }
}

const fileKinds = new Set<string>()

/** Kinds of stored files (`files.kind`) whose bytes belong into the copy of whoever uploaded them. */
export function declarePersonalFiles(...kinds: string[]): void {
  for (const kind of kinds) fileKinds.add(kind)
}

export const personalFileKinds = (): readonly string[] => [...fileKinds]

/** In the order in which they were declared: the lower floors first. */
export const personalData = (): readonly PersonalData[] => [...declared.values()]

declarePersonalData({
  table: 'files',
  user_column: 'created_by_user_id',
  role: 'portal_provider',
  exported: ['id', 'kind', 'name', 'content_type', 'size_bytes', 'created_at'],
  on_erase: { keep: 'files belong to what they were attached to' },
})
