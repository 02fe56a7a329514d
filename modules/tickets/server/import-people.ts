import type { Scope } from '../../../platform/database/index.ts'
import { listAssignable, lookUpPeople } from '../../companies/server/index.ts'
import type { ImportPerson, ImportRecord } from './import.record.ts'

export interface KnownPerson {
  user_id: number | null
  staff_member_id: number | null
  is_staff: boolean
}

/** Who has an address: somebody of the desk, else of this company. */
export interface People {
  find(companyId: number | null, email: string | null | undefined): KnownPerson | null
  /** Somebody of the desk who may have tickets. */
  agent(email: string | null | undefined): number | null
}

/** The people that these records name, in two statements. */
export async function peopleOf(scope: Scope, records: readonly ImportRecord[]): Promise<People> {
  const companies = new Set<number>()
  const emails = new Set<string>()
  for (const record of records) {
    if (record.company_id !== null) companies.add(record.company_id)
    for (const person of personsOf(record)) if (person?.email) emails.add(person.email)
  }
  const desk = await listAssignable(scope, 'tickets.answer')
  const agents = new Map(desk.map(({ email, user_id }) => [email.toLowerCase(), user_id]))
  const found = new Map<string, KnownPerson>()
  for (const row of await lookUpPeople(scope, [...companies], [...emails])) {
    const key = `${row.company_id} ${row.email}`
    const { user_id, staff_member_id } = row
    // Who can sign in counts before the entry of the same person.
    if (user_id !== null || !found.has(key)) found.set(key, { user_id, staff_member_id, is_staff: false })
  }
  const agent = (email: string | null | undefined) => (email ? (agents.get(email) ?? null) : null)
  return {
    agent,
    find(companyId, email) {
      const user_id = agent(email)
      if (user_id !== null) return { user_id, staff_member_id: null, is_staff: true }
      return found.get(`${companyId} ${email}`) ?? null
    },
  }
}

function* personsOf(record: ImportRecord): Iterable<ImportPerson | null | undefined> {
  yield record.requester
  yield record.author
  yield* record.cc ?? []
  for (const { author } of record.entries) yield author
}
