import type { Routes } from '../../../platform/http/index.ts'
import { identityApi } from '../contract.ts'
import { answered, checkMail, rotated, visitOf } from './answering.ts'
import { askForEmail, confirmEmail } from './email-change.service.ts'
import type { Foundation } from './foundation.ts'
import { stopImpersonation } from './impersonation.service.ts'
import { redeemMagicLink, requestMagicLink } from './magic-link.service.ts'
import * as sessions from './own-session.service.ts'
import { changePassword, forgotPassword, resetPassword } from './password.service.ts'
import { discardRegistration, resendVerification, verifyEmail } from './verification.service.ts'

/** Proving an address, passwords, links by mail, one's sessions. */
export function proofRoutes(routes: Routes, foundation: Foundation): void {
  verificationRoutes(routes, foundation)
  passwordRoutes(routes, foundation)
  linkRoutes(routes, foundation)
  sessionRoutes(routes, foundation)
}

function verificationRoutes({ own }: Routes, foundation: Foundation): void {
  own(identityApi.verifyEmail, async (call) => {
    const { next, ...entered } = await verifyEmail(foundation, visitOf(call), call.body)
    return { ...answered(call, entered), next }
  })
  own(identityApi.resendVerification, async (call) => {
    await resendVerification(foundation, visitOf(call), call.body.email)
    return checkMail
  })
  own(identityApi.discardRegistration, (call) =>
    discardRegistration(foundation, visitOf(call), call.body.token),
  )
}

function passwordRoutes({ own }: Routes, foundation: Foundation): void {
  own(identityApi.forgotPassword, async (call) => {
    await forgotPassword(foundation, call, call.body.email)
    return checkMail
  })
  own(identityApi.resetPassword, async (call) => {
    await resetPassword(foundation, call, call.body)
    return { status: 'changed' as const }
  })
  own(identityApi.changePassword, async (call) =>
    rotated(call, await changePassword(foundation, visitOf(call), call.caller, call.body)),
  )
}

function linkRoutes({ own }: Routes, foundation: Foundation): void {
  own(identityApi.changeEmail, (call) => askForEmail(foundation, call, call.body.email))
  own(identityApi.confirmEmail, (call) => confirmEmail(foundation, call, call.body.token))
  own(identityApi.requestMagicLink, async (call) => {
    await requestMagicLink(foundation, call, call.body.email)
    return checkMail
  })
  own(identityApi.redeemMagicLink, async (call) =>
    answered(call, await redeemMagicLink(foundation, visitOf(call), call.body.token)),
  )
}

function sessionRoutes({ own, route }: Routes, foundation: Foundation): void {
  route(identityApi.listSessions, ({ scope, caller, query }) =>
    sessions.listOwnSessions(scope, caller, query),
  )
  route(identityApi.renameSession, ({ scope, caller, params, body }) =>
    sessions.renameSession(scope, caller, params.session_id, body.device_name),
  )
  route(identityApi.revokeSession, ({ scope, params }) => sessions.revokeSession(scope, params.session_id))
  route(identityApi.revokeOtherSessions, ({ scope, caller }) => sessions.revokeOthers(scope, caller))
  route(identityApi.listAccountEvents, ({ scope, query }) => sessions.listOwnEvents(scope, query))
  own(identityApi.stopImpersonation, async (call) =>
    rotated(call, await stopImpersonation(foundation, call, call.caller)),
  )
}
