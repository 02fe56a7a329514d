import { invalid } from '../../../platform/contract/problems.ts'
import { type Scope, type Transaction, withRole } from '../../../platform/database/index.ts'
import { readPhone } from '../../../platform/sms/index.ts'
import { accountPolicy } from './account-policy.ts'

/** A number as it is kept (E.164, api §4.4): without `+` it is one of the country of the person's company. 422 for none. */
export async function phoneOf<Given extends string | null | undefined>(
  tx: Transaction,
  userId: number | null,
  given: Given,
  field = 'mobile_phone',
): Promise<Given | string> {
  if (!given) return given
  const companies = userId === null ? [] : await accountPolicy().companiesOf(tx, userId)
  const country = companies.find((company) => company.country !== null)?.country ?? null
  const number = readPhone(given, country)
  if (number === null)
    throw invalid(field, 'bad_format', 'This is no phone number. Begin with + and the country.')
  return number
}

/** As `phoneOf`, of the caller and for the field of another module. */
export const ownPhone = (scope: Scope, given: string, field: string): Promise<string> =>
  withRole(scope, 'portal_identity', () => phoneOf(scope.tx, scope.user_id, given, field))
