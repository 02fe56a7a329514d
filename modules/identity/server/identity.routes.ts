import { sha256 } from '../../../platform/crypto/index.ts'
import { inTransaction } from '../../../platform/database/index.ts'
import { makeCsrfToken, type OwnCall, type Routes } from '../../../platform/http/index.ts'
import { identityApi } from '../contract.ts'
import * as apiKeys from './api-key.service.ts'
import { deviceTokenOf } from './device.ts'
import { byActor, csrfKeys, type Foundation, foundationOf, openingFor } from './foundation.ts'
import type { Identity } from './identity.ts'
import { acceptInvitation, previewInvitation } from './invitation.service.ts'
import { reasonsAgainst } from './password-rules.ts'
import { register, type SignedIn } from './registration.service.ts'
import { confirmedUntil, endOwnSession, tellBrowser } from './session.service.ts'
import { sessionAnswer } from './session-answer.ts'
import { confirm, signIn } from './sign-in.service.ts'
import { changePreferences, changeProfile, ownProfile } from './user.service.ts'

/** Serves every endpoint of the contract. */
export function identityRoutes(routes: Routes, identity: Identity): void {
  const foundation = foundationOf(identity.database)
  signInRoutes(routes, foundation)
  sessionRoutes(routes, foundation, identity)
  accountRoutes(routes)
}

function signInRoutes({ own, route }: Routes, foundation: Foundation): void {
  own(identityApi.register, async (call) =>
    answered(call, await register(foundation, visitOf(call), call.body)),
  )
  own(identityApi.login, async (call) => answered(call, await signIn(foundation, visitOf(call), call.body)))
  own(identityApi.acceptInvitation, async (call) =>
    answered(call, await acceptInvitation(foundation, visitOf(call), call.body)),
  )
  own(identityApi.previewInvitation, (call) => previewInvitation(foundation, call, call.body.token))
  route(identityApi.checkPassword, async ({ body }) => {
    const reasons = reasonsAgainst(body.password, body)
    return { ok: reasons.length === 0, reasons }
  })
}

function sessionRoutes({ own, route }: Routes, foundation: Foundation, identity: Identity): void {
  route(identityApi.options, ({ scope }) => identity.options(scope))
  route(identityApi.session, ({ scope, caller }) => sessionAnswer(scope, caller))
  own(identityApi.logout, async (call) => {
    const { caller } = call
    await inTransaction(foundation.database, openingFor(call), (tx) =>
      endOwnSession(byActor(tx, call, { kind: caller.kind, id: caller.user_id }), call, 'signed_out'),
    )
    call.answer.session(null)
    call.answer.header('clear-site-data', '"cache"')
  })
  own(identityApi.confirm, async (call) => {
    const { token, confirmed_at, max_age } = await confirm(
      foundation,
      visitOf(call),
      call.caller,
      call.body.password,
    )
    const csrf_token = makeCsrfToken(csrfKeys(foundation.crypto)[0], sha256(token))
    call.answer.session({ token, csrf_token, max_age })
    return { confirmed_until: confirmedUntil(confirmed_at) ?? confirmed_at, csrf_token }
  })
}

function accountRoutes({ route }: Routes): void {
  route(identityApi.me, ({ scope }) => ownProfile(scope))
  route(identityApi.changeMe, ({ scope, body }) => changeProfile(scope, body))
  route(identityApi.changePreferences, ({ scope, body }) => changePreferences(scope, body))
  route(identityApi.listApiKeys, ({ scope, query }) => apiKeys.listKeys(scope, query))
  route(identityApi.createApiKey, ({ scope, body }) => apiKeys.createKey(scope, body))
  route(identityApi.deleteApiKey, ({ scope, params }) => apiKeys.deleteKey(scope, params.api_key_id))
}

type AnyCall = Pick<OwnCall, 'credential' | 'origin' | 'request_id' | 'raw' | 'answer' | 'caller'>

const visitOf = ({ credential, origin, request_id, raw }: AnyCall) => ({
  credential,
  origin,
  request_id,
  device_token: deviceTokenOf({ raw }),
})

/** The cookies go out once everything is committed. What other modules add is in GET /auth/session. */
function answered(call: AnyCall, { begun, user }: SignedIn) {
  tellBrowser(call, begun)
  return { session: begun.session, user }
}
