import type { Routes } from '../../../platform/http/index.ts'
import { identityApi } from '../contract.ts'
import { answered, visitOf } from './answering.ts'
import type { Foundation } from './foundation.ts'
import * as passkeys from './passkey.service.ts'
import { passkeyOptions, signInByPasskey } from './passkey-check.service.ts'
import { renewCodes } from './second-factor.service.ts'
import { secondStep } from './second-step.service.ts'
import * as totp from './totp.service.ts'

/** Second factors: the second step of signing in, and what people keep for it. */
export function factorsRoutes(routes: Routes, foundation: Foundation): void {
  stepRoutes(routes, foundation)
  totpRoutes(routes, foundation)
  passkeyRoutes(routes, foundation)
}

function stepRoutes({ own }: Routes, foundation: Foundation): void {
  own(identityApi.secondFactor, async (call) =>
    answered(call, await secondStep(foundation, visitOf(call), call.body)),
  )
  own(identityApi.passkeyOptions, (call) => passkeyOptions(foundation, visitOf(call), call.body.challenge))
  own(identityApi.passkeyLogin, async (call) =>
    answered(call, await signInByPasskey(foundation, visitOf(call), call.body)),
  )
}

function totpRoutes({ own, route }: Routes, foundation: Foundation): void {
  route(identityApi.setUpTotp, ({ scope, caller }) => totp.setUpTotp(scope, caller))
  own(identityApi.verifyTotp, (call) => totp.verifyTotp(foundation, visitOf(call), call.caller, call.body))
  route(identityApi.listTotp, ({ scope }) => totp.listTotp(scope))
  route(identityApi.deleteTotp, ({ scope, caller, params }) =>
    totp.deleteTotp(scope, caller, params.totp_device_id),
  )
  route(identityApi.makeRecoveryCodes, async ({ scope }) => ({ codes: await renewCodes(scope) }))
}

function passkeyRoutes({ own, route }: Routes, foundation: Foundation): void {
  route(identityApi.listPasskeys, ({ scope }) => passkeys.listPasskeys(scope))
  route(identityApi.newPasskeyOptions, ({ scope, caller }) => passkeys.newPasskeyOptions(scope, caller))
  own(identityApi.addPasskey, (call) =>
    passkeys.addPasskey(foundation, visitOf(call), call.caller, call.body),
  )
  route(identityApi.renamePasskey, ({ scope, params, body }) =>
    passkeys.renamePasskey(scope, params.passkey_id, body.name),
  )
  route(identityApi.deletePasskey, ({ scope, caller, params }) =>
    passkeys.deletePasskey(scope, caller, params.passkey_id),
  )
}
