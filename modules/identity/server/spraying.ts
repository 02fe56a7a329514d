import { problem } from '../../../platform/contract/problems.ts'
import type { Foundation, Visit } from './foundation.ts'

/** 429 for an address that failed with too many different accounts: nobody looks at its password (identity §4.10). */
export async function refuseSprayer(foundation: Foundation, visit: Visit, email: string): Promise<void> {
  const retry_after = await foundation.spraying.wait(visit.origin.ip)
  if (retry_after === null) return
  foundation.signInLog.failed(email, visit.origin, 'rate_limited')
  throw problem('rate_limited', { members: { retry_after } })
}
