import type { Routes } from '../../../platform/http/index.ts'
import { personalApi as api } from '../contract/personal.ts'
import { askForErasure, cancelErasure } from './erasure.service.ts'
import { askForExport, downloadExport, listExports, readExport } from './export.service.ts'
import type { Foundation } from './foundation.ts'

/** Serves what people do with their own data: take a copy, and leave. */
export function personalRoutes({ own, route }: Routes, foundation: Foundation): void {
  route(api.listExports, ({ scope }) => listExports(scope))
  route(api.askForExport, ({ scope }) => askForExport(scope))
  route(api.readExport, ({ scope, params }) => readExport(scope, params.export_id))
  own(api.downloadExport, (call) => downloadExport(foundation, call, call.params.export_id))
  own(api.askForErasure, async (call) => {
    const answer = await askForErasure(foundation, call, call.body.confirm_email)
    call.answer.session(null)
    return answer
  })
  own(api.cancelErasure, (call) => cancelErasure(foundation, call, call.body.token))
}
