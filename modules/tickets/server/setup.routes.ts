import type { Routes } from '../../../platform/http/index.ts'
import { settingsApi } from '../contract/settings.ts'
import { changeDesk, readDesk } from './settings.service.ts'

/** Serves what sets up the desk. */
export function setupRoutes({ route }: Routes): void {
  route(settingsApi.readSettings, ({ scope }) => readDesk(scope))
  route(settingsApi.changeSettings, ({ scope, body }) => changeDesk(scope, body))
}
