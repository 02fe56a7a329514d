import { withRole } from '../../../platform/database/index.ts'
import type { Routes } from '../../../platform/http/index.ts'
import { identityApi } from '../contract.ts'
import { rotated } from './answering.ts'
import { erasePerson } from './erase-person.service.ts'
import type { Foundation } from './foundation.ts'
import { impersonate } from './impersonation.service.ts'
import { limitsInForce } from './sign-in-limits.ts'
import { changeSignInSettings } from './sign-in-settings.service.ts'
import { signInSettingsIn } from './sign-in-settings.ts'
import { disablePerson, enablePerson, setSuperAdmin } from './super-admin.service.ts'
import * as people from './user-admin.service.ts'
import { listUsers, readUser } from './user-list.service.ts'

/** People and how they sign in, for super administrators. */
export function userRoutes(routes: Routes, foundation: Foundation): void {
  const { route, own } = routes
  route(identityApi.listUsers, ({ scope, query }) => listUsers(scope, query))
  own(identityApi.createUser, (call) => people.createPerson(foundation, call, call.body))
  route(identityApi.readUser, ({ scope, params }) => readUser(scope, params.user_id))
  route(identityApi.changeUser, ({ scope, params, body }) => people.changePerson(scope, params.user_id, body))
  own(identityApi.deleteUser, (call) => erasePerson(foundation, call, call.params.user_id, call.body))
  stepRoutes(routes)
  own(identityApi.impersonate, async (call) => {
    const asked = { user_id: call.params.user_id, reason: call.body.reason }
    return rotated(call, await call.enter((scope) => impersonate(scope, call.caller, call, asked)))
  })
  const limits = limitsInForce(foundation.settings)
  route(identityApi.readSignInSettings, async ({ scope }) => ({
    ...(await withRole(scope, 'portal_identity', () => signInSettingsIn(scope.tx))),
    limits,
  }))
  route(identityApi.changeSignInSettings, async ({ scope, body }) => ({
    ...(await changeSignInSettings(scope, body)),
    limits,
  }))
}

function stepRoutes({ route }: Routes): void {
  route(identityApi.inviteUser, ({ scope, params }) => people.inviteAgain(scope, params.user_id))
  route(identityApi.unlockUser, ({ scope, params }) => people.unlockPerson(scope, params.user_id))
  route(identityApi.sendReset, ({ scope, params }) => people.sendReset(scope, params.user_id))
  route(identityApi.revokeUserSessions, ({ scope, params }) => people.revokeAll(scope, params.user_id))
  route(identityApi.disableUser, ({ scope, params, body }) =>
    disablePerson(scope, params.user_id, body.reason),
  )
  route(identityApi.enableUser, ({ scope, params, body }) => enablePerson(scope, params.user_id, body.reason))
  route(identityApi.forcePasswordChange, ({ scope, params, body }) =>
    people.forcePasswordChange(scope, params.user_id, body.reason),
  )
  route(identityApi.resetSecondFactor, ({ scope, params, body }) =>
    people.resetFactors(scope, params.user_id, body.reason),
  )
  route(identityApi.setSuperAdmin, ({ scope, params, body }) => setSuperAdmin(scope, params.user_id, body))
}
