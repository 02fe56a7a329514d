import { readSettings, type Scope, writeSetting } from '../../../platform/database/index.ts'
import type { Json } from '../../../platform/database/tables.ts'

/** The settings of the first-run guide and of the portal's look, by name. */
export const selectSettings = (scope: Scope, prefix: 'setup' | 'branding'): Promise<Map<string, Json>> =>
  readSettings(scope.tx, prefix)

export const upsertSetting = (scope: Scope, name: string, value: Json): Promise<void> =>
  writeSetting(scope.tx, name, value)
