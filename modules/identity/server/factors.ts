import { ownSecondFactor } from './second-factor.service.ts'
import { registerSessionPart } from './session-answer.ts'

/** What GET /auth/session says of second factors. */
registerSessionPart('second_factor', ownSecondFactor)
