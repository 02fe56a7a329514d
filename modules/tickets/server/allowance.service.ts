import { problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { secondsUntilRoom, standInLine } from './allowance.queries.ts'
import { homeOf } from './attachment.service.ts'

const hour = 3_600
const day = 86_400

/** Customers open 30 tickets an hour, in all of their companies together; people without a company 10 a day. 429 with Retry-After. */
export async function demandTicketAllowance(scope: Scope): Promise<void> {
  if (scope.user_id === null) return
  const rate = homeOf(scope) === null ? { most: 10, seconds: day } : { most: 30, seconds: hour }
  await standInLine(scope, scope.user_id)
  refuse(await secondsUntilRoom(scope, 'tickets', rate))
}

/** People without a company answer 30 times an hour. */
export async function demandReplyAllowance(scope: Scope): Promise<void> {
  if (scope.user_id === null || homeOf(scope) !== null) return
  await standInLine(scope, scope.user_id)
  refuse(await secondsUntilRoom(scope, 'replies', { most: 30, seconds: hour }))
}

function refuse(seconds: number | null): void {
  if (seconds === null) return
  const retry_after = Math.max(1, Math.ceil(seconds))
  throw problem('rate_limited', { headers: { 'Retry-After': String(retry_after) }, members: { retry_after } })
}
