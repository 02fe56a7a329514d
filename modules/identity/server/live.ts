import { session } from '../../../platform/contract/endpoint.ts'
import type { Transaction } from '../../../platform/database/index.ts'
import { registerTopic, whisper } from '../../../platform/events/index.ts'

const subject = 'own_sessions'

/** One's own list of sessions, which changes while one looks at it. */
registerTopic({ noun: subject, subject, access: session })

/** A session of this person began, ended or got another name: told after the commit. */
export const tellOfSessions = (by: { tx: Transaction }, userId: number): void =>
  whisper(by, subject, [userId])
