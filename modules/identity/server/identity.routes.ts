import { sha256 } from '../../../platform/crypto/index.ts'
import { inTransaction } from '../../../platform/database/index.ts'
import type { Files } from '../../../platform/files/index.ts'
import { makeCsrfToken, type Routes } from '../../../platform/http/index.ts'
import { identityApi } from '../contract.ts'
import { answered, checkMail, visitOf } from './answering.ts'
import * as apiKeys from './api-key.service.ts'
import { confirm } from './confirm.service.ts'
import { deviceTokenOf, keepBrowser } from './device.ts'
import { factorsRoutes } from './factors.routes.ts'
import { byActor, csrfKeys, type Foundation, foundationOf, openingFor } from './foundation.ts'
import type { Identity } from './identity.ts'
import { acceptInvitation, previewInvitation } from './invitation.service.ts'
import { bareSession } from './look.service.ts'
import { machineClientRoutes } from './machine-client.routes.ts'
import { reasonsAgainst } from './password-rules.ts'
import { personalRoutes } from './personal.routes.ts'
import { deletePicture, setPicture } from './picture.service.ts'
import { portalName } from './portal-name.ts'
import { proofRoutes } from './proof.routes.ts'
import { register } from './registration.service.ts'
import { confirmedUntil, endOwnSession } from './session.service.ts'
import { sessionAnswer } from './session-answer.ts'
import { signIn } from './sign-in.service.ts'
import { signInSettingsIn } from './sign-in-settings.ts'
import { tokenRoutes } from './token.routes.ts'
import { changePreferences, changeProfile, ownProfile } from './user.service.ts'
import { userRoutes } from './user-admin.routes.ts'

/** Serves every endpoint of the contract. */
export function identityRoutes(routes: Routes, identity: Identity, files: Files): void {
  const foundation = foundationOf(identity.database)
  signInRoutes(routes, foundation)
  sessionRoutes(routes, foundation, identity)
  accountRoutes(routes)
  foundation.files = files
  factorsRoutes(routes, foundation)
  tokenRoutes(routes, foundation)
  personalRoutes(routes, foundation)
  routes.own(identityApi.setPicture, (call) => setPicture(files, call))
  routes.route(identityApi.deletePicture, ({ scope }) => deletePicture(scope))
  machineClientRoutes(routes)
  proofRoutes(routes, foundation)
  userRoutes(routes, foundation)
}

function signInRoutes({ own, route }: Routes, foundation: Foundation): void {
  own(identityApi.register, async (call) => {
    const result = await register(foundation, visitOf(call), call.body)
    if ('begun' in result) return answered(call, result)
    if (deviceTokenOf(call) === null) keepBrowser(call, result.device_token)
    call.raw.reply.code(202)
    return checkMail
  })
  own(identityApi.login, async (call) => answered(call, await signIn(foundation, visitOf(call), call.body)))
  own(identityApi.acceptInvitation, async (call) =>
    answered(call, await acceptInvitation(foundation, visitOf(call), call.body)),
  )
  own(identityApi.previewInvitation, (call) => previewInvitation(foundation, call, call.body.token))
  route(identityApi.checkPassword, async ({ scope, body }) => {
    const { password_min_length } = await signInSettingsIn(scope.tx)
    const names = [...(body.names ?? []), await portalName(scope.tx)]
    const reasons = reasonsAgainst(body.password, { ...body, names }, password_min_length)
    return { ok: reasons.length === 0, reasons }
  })
}

function sessionRoutes({ own, route }: Routes, foundation: Foundation, identity: Identity): void {
  route(identityApi.options, ({ scope }) => identity.options(scope))
  route(identityApi.session, ({ scope, caller, query }) => sessionAnswer(scope, caller, query), {
    when: (query) => query.parts === 'false',
    answer: (known) => bareSession(foundation, known),
  })
  own(identityApi.logout, async (call) => {
    const { caller } = call
    await inTransaction(foundation.database, openingFor(call), (tx) =>
      endOwnSession(byActor(tx, call, { kind: caller.kind, id: caller.user_id }), call, 'signed_out'),
    )
    call.answer.session(null)
    call.answer.header('clear-site-data', '"cache"')
  })
  own(identityApi.confirm, async (call) => {
    const { token, confirmed_at, max_age } = await confirm(foundation, visitOf(call), call.caller, call.body)
    const csrf_token = makeCsrfToken(csrfKeys(foundation.crypto)[0], sha256(token))
    call.answer.session({ token, csrf_token, max_age })
    return { confirmed_until: confirmedUntil(confirmed_at) ?? confirmed_at, csrf_token }
  })
}

function accountRoutes({ route }: Routes): void {
  route(identityApi.me, ({ scope }) => ownProfile(scope), { answer: ({ person }) => person })
  route(identityApi.changeMe, ({ scope, body }) => changeProfile(scope, body))
  route(identityApi.changePreferences, ({ scope, body }) => changePreferences(scope, body))
  route(identityApi.listApiKeys, ({ scope, query }) => apiKeys.listKeys(scope, query))
  route(identityApi.readApiKey, ({ scope, params }) => apiKeys.readKey(scope, params.api_key_id))
  route(identityApi.createApiKey, ({ scope, body }) => apiKeys.createKey(scope, body))
  route(identityApi.changeApiKey, ({ scope, params, body }) =>
    apiKeys.changeKey(scope, params.api_key_id, body),
  )
  route(identityApi.rotateApiKey, ({ scope, params, body }) =>
    apiKeys.rotateKey(scope, params.api_key_id, body.overlap_seconds),
  )
  route(identityApi.deleteApiKey, ({ scope, params }) => apiKeys.deleteKey(scope, params.api_key_id))
}
