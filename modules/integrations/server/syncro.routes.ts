import type { Routes } from '../../../platform/http/index.ts'
import { syncroApi } from '../contract/syncro.ts'
import { cancelRun, importSyncro, listRuns, readRun } from './syncro.service.ts'
import {
  listIntegrations,
  readCheck,
  readIntegration,
  saveIntegration,
  startCheck,
} from './syncro-settings.service.ts'

/** Serves the connection to Syncro and imports from it. */
export function syncroRoutes({ route, own }: Routes): void {
  route(syncroApi.listIntegrations, ({ scope, query }) => listIntegrations(scope, query))
  route(syncroApi.readIntegration, ({ scope }) => readIntegration(scope))
  own(syncroApi.saveIntegration, (call) => saveIntegration(call))
  route(syncroApi.checkIntegration, ({ scope }) => startCheck(scope))
  route(syncroApi.readIntegrationCheck, ({ scope, params }) => readCheck(scope, params.check_id))
  own(syncroApi.importSyncro, (call) => importSyncro(call))
  route(syncroApi.listSyncroImports, ({ scope, query }) => listRuns(scope, query))
  route(syncroApi.readSyncroImport, ({ scope, params }) => readRun(scope, params.sync_run_id))
  route(syncroApi.cancelSyncroImport, ({ scope, params }) => cancelRun(scope, params.sync_run_id))
}
