import type { Files } from '../../../platform/files/index.ts'
import type { Routes } from '../../../platform/http/index.ts'
import { staffApi as api } from '../contract/staff.ts'
import { importApi } from '../contract/staff-import.ts'
import { staffRequestsApi } from '../contract/staff-requests.ts'
import { verificationApi } from '../contract/staff-verification.ts'
import * as staff from './staff.service.ts'
import { changeAccountAction } from './staff-action.service.ts'
import { importStaff, readImport } from './staff-import.service.ts'
import * as links from './staff-link.service.ts'
import { createStaffRequest, listStaffRequests } from './staff-request.service.ts'
import * as verifications from './staff-verification.service.ts'
import * as writes from './staff-write.service.ts'

/** Serves the staff directory (companies §3.4). */
export function staffRoutes(routes: Routes, files: Files): void {
  const { list, route, own } = routes
  list(
    api.listStaff,
    ({ scope, query }) => staff.listStaff(scope, query),
    ({ scope, query }, most) => staff.countListed(scope, query, most),
  )
  route(api.listDepartments, async ({ scope, query }) => ({
    items: await staff.listDepartments(scope, query.company_id),
  }))
  route(api.lookUpStaff, async ({ scope, query }) => ({ items: await staff.lookUpStaff(scope, query) }))
  route(api.readStaff, ({ scope, params }) => staff.readStaff(scope, params.staff_member_id))
  route(api.createStaff, ({ scope, body }) => writes.createStaff(scope, body))
  route(api.changeStaff, ({ scope, params, body, if_match }) =>
    writes.changeStaff(scope, params.staff_member_id, body, if_match),
  )
  route(api.archiveStaff, ({ scope, params, query, if_match }) =>
    writes.archiveStaff(scope, params.staff_member_id, { if_match, version: query.version }),
  )
  route(api.changeAccountAction, ({ scope, params, body }) =>
    changeAccountAction(scope, params.staff_member_id, body),
  )
  route(api.inviteStaff, ({ scope, params, body }) => links.inviteStaff(scope, params.staff_member_id, body))
  route(api.linkStaff, ({ scope, params, body }) =>
    links.linkStaff(scope, params.staff_member_id, body.user_id),
  )
  route(api.unlinkStaff, ({ scope, params }) => links.unlinkStaff(scope, params.staff_member_id))
  own(importApi.importStaff, (call) => importStaff(files, call))
  route(importApi.readImport, ({ scope, params }) => readImport(scope, params.import_id))
  route(staffRequestsApi.listStaffRequests, ({ scope, query }) => listStaffRequests(scope, query))
  route(staffRequestsApi.createStaffRequest, ({ scope, body }) => createStaffRequest(scope, body))
  verificationRoutes(routes)
}

function verificationRoutes({ route, own }: Routes): void {
  route(verificationApi.requestVerification, ({ scope, params, body }) =>
    verifications.requestVerification(scope, params.staff_member_id, body),
  )
  own(verificationApi.checkVerification, async ({ enter, params, body }) =>
    verifications.answerOf(
      await enter((scope) => verifications.checkVerification(scope, params.staff_member_id, body.code)),
    ),
  )
  route(verificationApi.listVerifications, ({ scope, params, query }) =>
    verifications.listVerifications(scope, params.staff_member_id, query),
  )
  route(verificationApi.readVerification, ({ scope, params }) =>
    verifications.readVerification(scope, params.staff_member_id, params.verification_id),
  )
}
