import type { Database } from '../../../platform/database/index.ts'
import type { Files } from '../../../platform/files/index.ts'
import type { Routes } from '../../../platform/http/index.ts'
import { importsApi } from '../contract/imports.ts'
import { readExport, sendExport, startExport } from './export.service.ts'
import { importFrom } from './import-file.job.ts'
import { cancelImport, listImports, readImport, startImport } from './import-file.service.ts'

/** Serves imports of files and exports. */
export function importRoutes({ route, own }: Routes, files: Files, database: Database): void {
  importFrom(database, files)
  own(importsApi.startImport, (call) => startImport(files, call))
  route(importsApi.listImports, ({ scope, query }) => listImports(scope, query))
  route(importsApi.readImport, ({ scope, params }) => readImport(scope, params.import_id))
  route(importsApi.cancelImport, ({ scope, params }) => cancelImport(scope, params.import_id))
  route(importsApi.startExport, ({ scope, body }) => startExport(scope, body))
  route(importsApi.readExport, ({ scope, params }) => readExport(scope, params.export_id))
  own(importsApi.readExportContent, (call) => sendExport(call))
}
