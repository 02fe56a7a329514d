import './api-key.jobs.ts'
import './erasure.jobs.ts'
import './export.jobs.ts'
import './event.words.ts'
import './identity.permissions.ts'
import './factors.ts'
import './live.ts'
import './machine-client.jobs.ts'
import './retention.queries.ts'
import './machine.words.ts'
import './sign-in.words.ts'

export { type AccountPolicy, registerAccountPolicy } from './account-policy.ts'
export { admit, letIn } from './admission.service.ts'
export { type BreachOptions, openBreaches } from './breaches.ts'
export {
  createByCommand,
  ensureInitialAdmin,
  promote,
  resetSecondFactorByCommand,
  setTemporaryPassword,
  unlockByCommand,
} from './commands.ts'
export { emailKey } from './email.ts'
export { fail2banFile } from './fail2ban.ts'
export { type By, csrfKeys, type IdentitySettings, type Spraying } from './foundation.ts'
export { identityRoutes } from './identity.routes.ts'
export { type Identity, type IdentityOptions, openIdentity, type SignInOptions } from './identity.ts'
export { findOrInviteUser, type Invitation, type Invitee, sendInvitation } from './invitation.service.ts'
export type { KeyLook, SessionLook } from './look.service.ts'
export { requireMachineClient } from './machine-client.service.ts'
export { ownPhone } from './own-phone.ts'
export { assertGoodPassword, type Personal } from './password-rules.ts'
export { namesOf, type PersonNames } from './person-names.queries.ts'
export { confirmMethods, resetSecondFactor, reviewSecondFactors } from './second-factor.service.ts'
export { endSessions, setSessionCompany } from './session.service.ts'
export { registerSessionPart, type SessionPart, sessionAnswer } from './session-answer.ts'
export { helpToSignIn } from './sign-in-help.service.ts'
export { changeSignInSettings } from './sign-in-settings.service.ts'
export { signInSettingsIn } from './sign-in-settings.ts'
export { type CreatedUser, createUser } from './user.service.ts'
