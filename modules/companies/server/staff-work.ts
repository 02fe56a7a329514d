import type { Crypto } from '../../../platform/crypto/index.ts'
import type { Database } from '../../../platform/database/index.ts'
import type { Files } from '../../../platform/files/index.ts'
import type { Outbound } from '../../../platform/outbound/index.ts'

/** What the jobs of the staff directory need beside the database. */
export interface StaffWork {
  crypto: Pick<Crypto, 'mac' | 'verifyMac'>
  files: Pick<Files, 'read'>
  outbound: Outbound
  /** VERIFY_WEBHOOK_URL and VERIFY_API_KEY: codes go there instead of by SMS. */
  webhook: { url: string; key: string | null } | null
}

const work = new WeakMap<Database, StaffWork>()

/** Says once, at start, what the jobs of this database work with. */
export const openStaffWork = (database: Database, given: StaffWork) => void work.set(database, given)

export function staffWorkOf(database: Database): StaffWork {
  const found = work.get(database)
  if (!found) throw new Error('The staff directory was used before openStaffWork')
  return found
}
