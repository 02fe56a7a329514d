import { invalid } from '../../../platform/contract/problems.ts'
import type { Transaction } from '../../../platform/database/index.ts'
import { readPhone } from '../../../platform/sms/index.ts'
import { accountPolicy } from './account-policy.ts'

/** A number as it is kept (E.164, api §4.4): without `+` it is one of the country of the person's company. 422 for none. */
export async function phoneOf<Given extends string | null | undefined>(
  tx: Transaction,
  userId: number | null,
  given: Given,
): Promise<Given | string> {
  if (!given) return given
  const companies = userId === null ? [] : await accountPolicy().companiesOf(tx, userId)
  const country = companies.find((company) => company.country !== null)?.country ?? null
  const number = readPhone(given, country)
  if (number === null)
    throw invalid('mobile_phone', 'bad_format', 'This is no phone number. Begin with + and the country.')
  return number
}
