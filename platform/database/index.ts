export { type Found, gathered } from './gather.ts'
export { installationName } from './installation.ts'
export { type LoginFaults, loginFaults } from './login.ts'
export { type AfterMigrations, migrate, readMigrations } from './migrate.ts'
export { type Cursor, cursorAt, isTimeOfCursor, pageOf, readCursor, type Walk } from './page.ts'
export { asOwner, type Database, openEmbedded, openPostgres } from './pool.ts'
export type { Queries } from './queries.ts'
export {
  type Actor,
  type ActorKind,
  type Scope,
  type ScopeFacts,
  type ScopeKind,
  sealScope,
} from './scope.ts'
export { type DatabaseRole, type Opening, requestIdForm, switchingColumns } from './settings.ts'
export { readSettings, writeSetting } from './settings-table.ts'
export { withStatementLimit } from './statement-limit.ts'
export type { Tables } from './tables.ts'
export {
  type Entry,
  enterTransaction,
  inTransaction,
  switchedTo,
  type Transaction,
  withRole,
} from './transaction.ts'
