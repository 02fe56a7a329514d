import { invalid } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { type Belonging, belongingTo, listAssignable } from '../../companies/server/index.ts'
import type { Whom } from '../contract.ts'
import { sightOf } from './sight.ts'
import { selectPerson } from './watcher.queries.ts'

/** Somebody who was found: by login, by entry of the staff directory, or an address alone. */
export interface Someone {
  user_id: number | null
  staff_member_id: number | null
  email: string | null
  name: string | null
}

interface Rules {
  /** Names the field in problems: `cc.0`. */
  field: string
  /** Addresses that belong to nobody and no domain of the company are taken as well, and at the desk colleagues. */
  anyone: boolean
}

type Named = Pick<Whom, 'user_id' | 'staff_member_id' | 'email' | 'name'>

/**
 * Finds the people who are meant. Logins and entries must belong to the company now, or be colleagues whom the desk puts
 * in copy; an address that is somebody's there becomes that person. 422 `not_found`, or `outside_company` for addresses of others.
 */
export async function findPeople(
  scope: Scope,
  companyId: number | null,
  wanted: readonly Named[],
  { field, anyone }: Rules,
): Promise<Someone[]> {
  for (const [at, one] of wanted.entries()) demandOne(one, `${field}.${at}`)
  if (wanted.length === 0) return []
  if (companyId === null && anyone) return strangers(scope, wanted, field)
  const found = await foundFor(scope, companyId, wanted, anyone)
  return wanted.map((one, at) => someoneOf(found, one, { field: `${field}.${at}`, anyone }))
}

async function strangers(scope: Scope, wanted: readonly Named[], field: string): Promise<Someone[]> {
  const people: Someone[] = []
  for (const [at, one] of wanted.entries()) people.push(await findStranger(scope, one, `${field}.${at}`))
  return people
}

/** One person; as `findPeople`. */
export async function findPerson(
  scope: Scope,
  companyId: number | null,
  one: Named,
  { field, anyone }: Rules,
): Promise<Someone> {
  if (companyId === null && anyone) return findStranger(scope, one, field)
  demandOne(one, field)
  const found = await foundFor(scope, companyId, [one], anyone)
  return someoneOf(found, one, { field, anyone })
}

/** Who belongs to the company; at the desk, where anyone may be named, also colleagues who see its tickets. */
async function foundFor(scope: Scope, companyId: number | null, wanted: readonly Named[], anyone: boolean) {
  if (companyId === null) return []
  const theirs = await belongingTo(scope, companyId, soughtIn(wanted))
  if (!anyone || !sightOf(scope).is_desk) return theirs
  const colleagues = await listAssignable(scope, 'tickets.view', companyId)
  const ours = colleagues.map(
    ({ user_id, name, email }): Belonging => ({
      kind: 'user',
      id: user_id,
      user_id,
      name,
      email: lower(email),
    }),
  )
  return [...theirs, ...ours]
}

/** Somebody of a ticket without a company, named by the desk: anybody with an account, or an address. */
export async function findStranger(scope: Scope, one: Named, field: string): Promise<Someone> {
  demandOne(one, field)
  if (one.email !== undefined) return byAddress(one.email, one.name)
  const known = one.user_id === undefined ? null : await selectPerson(scope, one.user_id)
  if (!known) throw absent(field)
  return { user_id: known.id, staff_member_id: null, email: null, name: known.name }
}

const absent = (field: string) => invalid(field, 'not_found', 'There is no such person here.')

function demandOne({ user_id, staff_member_id, email }: Named, field: string): void {
  const given = [user_id, staff_member_id, email].filter((one) => one !== undefined).length
  if (given !== 1) throw invalid(field, 'required', 'One of user_id, staff_member_id and email.')
}

const lower = (email: string) => email.toLowerCase()

const soughtIn = (wanted: readonly Named[]) => ({
  user_ids: wanted.flatMap(({ user_id }) => user_id ?? []),
  staff_member_ids: wanted.flatMap(({ staff_member_id }) => staff_member_id ?? []),
  emails: wanted.flatMap(({ email }) => (email === undefined ? [] : lower(email))),
})

function someoneOf(found: readonly Belonging[], one: Named, { field, anyone }: Rules): Someone {
  const { user_id, staff_member_id, email } = one
  const user = (id: number) => found.find((belonging) => belonging.kind === 'user' && belonging.id === id)
  if (user_id !== undefined) return byLogin(user(user_id) ?? fail(absent(field)))
  if (staff_member_id !== undefined) {
    const entry = found.find(({ kind, id }) => kind === 'staff' && id === staff_member_id)
    return byEntry(entry ?? fail(absent(field)), user)
  }
  const address = lower(email ?? '')
  const theirs = found.filter((belonging) => belonging.email === address)
  const login = theirs.find(({ kind }) => kind === 'user')
  if (login) return byLogin(login)
  const [entry] = theirs
  if (entry) return byEntry(entry, user)
  const isOfDomain = found.some(({ kind, name }) => kind === 'domain' && address.endsWith(`@${name}`))
  if (isOfDomain || anyone) return byAddress(address, one.name)
  throw invalid(field, 'outside_company', 'This address is outside of the company.')
}

function fail(problem: Error): never {
  throw problem
}

const byLogin = ({ id, name }: Belonging): Someone => ({
  user_id: id,
  staff_member_id: null,
  email: null,
  name,
})

/** Whoever stands in the directory and can sign in is named by the login. */
function byEntry(entry: Belonging, user: (id: number) => Belonging | undefined): Someone {
  const login = entry.user_id === null ? undefined : user(entry.user_id)
  if (login) return byLogin(login)
  return { user_id: null, staff_member_id: entry.id, email: null, name: entry.name }
}

const byAddress = (email: string, name: string | undefined): Someone => ({
  user_id: null,
  staff_member_id: null,
  email: lower(email),
  name: name ?? null,
})
