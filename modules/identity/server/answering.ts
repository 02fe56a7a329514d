import type { OwnCall } from '../../../platform/http/index.ts'
import type { SignedIn, Visitor } from './admission.service.ts'
import { deviceTokenOf } from './device.ts'
import type { Changed } from './impersonation.service.ts'
import { tellBrowser } from './session.service.ts'

export type AnyCall = Pick<OwnCall, 'credential' | 'origin' | 'request_id' | 'raw' | 'answer' | 'caller'>

export const visitOf = ({ credential, origin, request_id, raw }: AnyCall): Visitor => ({
  credential,
  origin,
  request_id,
  device_token: deviceTokenOf({ raw }),
})

/** The cookies go out once everything is committed. What other modules add is in GET /auth/session. */
export function answered(call: AnyCall, { begun, user }: SignedIn) {
  tellBrowser(call, begun)
  return { session: begun.session, user }
}

/** A session under a new token: its cookies, and the session as it stands. */
export function rotated(call: AnyCall, { token, max_age, session }: Changed) {
  call.answer.session({ token, csrf_token: session.csrf_token, max_age })
  return { session }
}

/** The same bytes, whatever the address is. */
export const checkMail = { status: 'check_mail' as const }
