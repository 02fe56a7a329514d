import { invalid, problem } from '../../../platform/contract/problems.ts'
import { inTransaction } from '../../../platform/database/index.ts'
import type { OwnCall } from '../../../platform/http/index.ts'
import { emailKey } from './email.ts'
import { beginErasure, erase, graceDays } from './erasure.service.ts'
import { byUser, type Foundation, openingFor } from './foundation.ts'
import { lockSuperAdmins } from './user-admin.queries.ts'
import { locked, requireStatus } from './user-admin.service.ts'

type Asking = Pick<OwnCall, 'origin' | 'request_id' | 'caller'>

/**
 * Erases somebody else's account: after seven days in which they may cancel it, or at once. 409 for the last super
 * administrator, for oneself, and for who alone keeps the members of a company.
 */
export async function erasePerson(
  foundation: Foundation,
  call: Asking,
  id: number,
  { confirm_email, at_once }: { confirm_email: string; at_once: boolean },
): Promise<{ erase_after: string }> {
  const { user_id: admin } = call.caller
  const begun = await inTransaction(foundation.database, openingFor(call), async (tx) => {
    const admins = await lockSuperAdmins(tx)
    if (admin === null || !admins.includes(admin)) throw problem('forbidden')
    if (admins.length === 1 && admins[0] === id) throw problem('last_super_admin')
    if (admin === id) throw problem('own_account')
    return locked(byUser(tx, call, admin), id, async (person, by) => {
      const stands = ['active', 'invited', 'disabled']
      requireStatus(person, ...(at_once ? [...stands, 'erasing'] : stands))
      if (emailKey(person.email) !== emailKey(confirm_email))
        throw invalid('confirm_email', 'not_allowed', 'This is not the address of the account.')
      const erase_after = await beginErasure(foundation, by, person, call, at_once ? 0 : graceDays)
      return { erase_after, email_key: emailKey(person.email) }
    })
  })
  // What a stop in between leaves undone, the hourly task does.
  if (at_once) await erase(foundation, { id, email_key: begun.email_key })
  return { erase_after: begun.erase_after }
}
