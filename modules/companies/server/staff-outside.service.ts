import type { Scope } from '../../../platform/database/index.ts'
import { announceAll } from '../../../platform/events/index.ts'
import { maskedChanges } from '../../../platform/personal/index.ts'
import { emailKey } from '../../identity/server/index.ts'
import { staffCreated } from './staff.events.ts'
import { insertOutside } from './staff-outside.queries.ts'

/** Somebody as another system knows them. */
export interface OutsidePerson {
  name: string | null
  /** In lower case. */
  email: string | null
}

/**
 * People of a company whom another system knows and the directory does not: they are added, nobody is changed
 * (companies §4.8). Who has no name, is marked as "ex staff", or was archived here, is left out. How many came.
 */
export async function addOutsidePeople(
  scope: Scope,
  companyId: number,
  source: 'syncro',
  people: readonly OutsidePerson[],
): Promise<number> {
  const wanted = new Map(
    people.flatMap(({ name, email }) => {
      const words = (name ?? '').normalize('NFC').trim().split(/\s+/)
      const [first = '', ...rest] = words
      if (first === '' || /\bex[\s-]?staff\b/i.test(words.join(' '))) return []
      const email_key = email === null || email.length > 254 ? null : emailKey(email)
      const row = { first_name: first.slice(0, 80), last_name: rest.join(' ').slice(0, 80), email, email_key }
      return [
        [email_key ?? words.join(' ').toLowerCase(), { ...row, email: email_key === null ? null : email }],
      ]
    }),
  )
  const added = await insertOutside(scope, companyId, source, [...wanted.values()])
  await announceAll(
    scope,
    staffCreated,
    added.map(({ id, ...row }) => ({
      subject_id: id,
      company_id: companyId,
      data: { source, changes: maskedChanges({ last_name: '' }, row) },
    })),
  )
  return added.length
}
