import { invalid, problem } from '../../../platform/contract/problems.ts'
import { Email, z } from '../../../platform/contract/schema.ts'
import { randomToken } from '../../../platform/crypto/index.ts'
import { inTransaction, type Transaction } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { accountPolicy } from './account-policy.ts'
import { domainOf, emailKey } from './email.ts'
import { type By, byActor, type Foundation, foundationOf, openingFor } from './foundation.ts'
import type { Identity } from './identity.ts'
import { clearBuckets, forceChange } from './password.queries.ts'
import { assertPassword } from './password-policy.ts'
import { passwordChangeForced, reasonOf, userUnlocked } from './people.events.ts'
import { resetSecondFactor } from './second-factor.service.ts'
import { endSessions } from './session.service.ts'
import { changeFlag } from './super-admin.service.ts'
import { type Account, anyUser, findByEmailKey, lockSetup } from './user.queries.ts'
import { createUser } from './user.service.ts'
import { requireStatus } from './user-admin.service.ts'
import { voidTokens } from './user-token.queries.ts'

const visit = { request_id: 'command-line', origin: { ip: '', user_agent: null } }
const byCommand = (tx: Transaction): By => byActor(tx, visit, { kind: 'cli', id: null })

/** What the command line tells of a person. */
export interface Told {
  id: number
  email: string
}

interface NewPerson {
  email: string
  first_name: string
  last_name?: string
  is_super_admin: boolean
  /** Made up when it is not given; it must be changed at the first sign-in. */
  password?: string
}

/**
 * INITIAL_ADMIN_*: makes that super administrator when nobody is there yet, with a password to be changed. Of several
 * starts at once one does. Says whether it did; throws 422 for what is no address, and for a password against the rules.
 */
export async function ensureInitialAdmin(
  identity: Identity,
  { email, password }: { email: string; password: string },
): Promise<boolean> {
  const foundation = foundationOf(identity.database)
  if (!(await foundation.needsFirstUser())) return false
  assertAddress(email, 'INITIAL_ADMIN_EMAIL')
  await assertPassword(foundation, visit, { password, personal: { email }, field: 'INITIAL_ADMIN_PASSWORD' })
  const password_hash = await foundation.hashing.hash(password)
  return inTransaction(foundation.database, openingFor(visit), async (tx) => {
    await lockSetup(tx)
    if (await anyUser(tx)) return false
    await makePerson(tx, { email, first_name: 'Administrator', is_super_admin: true }, password_hash, true)
    return true
  })
}

function assertAddress(email: string, field: string): void {
  if (!z.safeParse(Email, email).success) throw invalid(field, 'bad_format', 'This is no e-mail address.')
}

/** Makes an active person; the first one also gets the provider's company. Gives back the password to be changed. */
export async function createByCommand(
  identity: Identity,
  person: NewPerson,
): Promise<Told & { password: string }> {
  const foundation = foundationOf(identity.database)
  const { email, first_name, last_name } = person
  const password = person.password ?? randomToken(12)
  assertAddress(email, 'email')
  await assertPassword(foundation, visit, { password, personal: { email, names: [first_name, last_name] } })
  const password_hash = await foundation.hashing.hash(password)
  return inTransaction(foundation.database, openingFor(visit), async (tx) => {
    await lockSetup(tx)
    if (await findByEmailKey(tx, emailKey(email))) throw problem('email_taken')
    const id = await makePerson(tx, person, password_hash, !(await anyUser(tx)))
    return { id, email, password }
  })
}

async function makePerson(
  tx: Transaction,
  person: NewPerson,
  password_hash: string,
  isFirst: boolean,
): Promise<number> {
  const { password, last_name = '', ...rest } = person
  const user_id = await createUser(
    tx,
    { ...rest, last_name, password_hash, must_change_password: true },
    visit,
  )
  if (isFirst)
    await accountPolicy().onFirstUser(tx, {
      user_id,
      company_name: domainOf(emailKey(person.email)),
      time_zone: null,
      ...visit,
    })
  return user_id
}

/** Makes somebody a super administrator: the way back in when none is left. */
export const promote = (identity: Identity, email: string): Promise<Told> =>
  onAccount(identity, email, async (by, account) => {
    requireStatus({ ...account, has_password: true }, 'active')
    if (!account.is_super_admin)
      await changeFlag(by, account.id, { is_super_admin: true, reason: 'By command line' })
  })

/** Ends every pause of an address. */
export const unlockByCommand = (identity: Identity, email: string): Promise<Told> =>
  onAccount(identity, email, async (by, account, foundation) => {
    const hash = foundation.crypto.mac('identifier', emailKey(account.email))
    await clearBuckets(by.tx, hash, ['password', 'second_factor'])
    await announce(by, userUnlocked, { subject_id: account.id, company_id: null, data: {} })
  })

/** For somebody who lost theirs, when no administrator can help. */
export const resetSecondFactorByCommand = (identity: Identity, email: string): Promise<Told> =>
  onAccount(identity, email, (by, account) => resetSecondFactor(by, account.id, 'By command line'))

/** A made-up password that must be changed at the next sign-in; all sessions end. */
export async function setTemporaryPassword(
  identity: Identity,
  email: string,
): Promise<Told & { password: string }> {
  const password = randomToken(12)
  const hash = await identity.hashPassword(password)
  const told = await onAccount(identity, email, async (by, account, foundation) => {
    requireStatus({ ...account, has_password: true }, 'active')
    await forceChange(by.tx, account.id, hash)
    await voidTokens(by.tx, account.id)
    await clearBuckets(by.tx, foundation.crypto.mac('identifier', emailKey(account.email)))
    await announce(by, passwordChangeForced, {
      subject_id: account.id,
      company_id: null,
      data: reasonOf('By command line'),
    })
    await endSessions(by, account.id, 'password_changed')
  })
  return { ...told, password }
}

function onAccount(
  identity: Identity,
  email: string,
  work: (by: By, account: Account, foundation: Foundation) => Promise<void>,
): Promise<Told> {
  const foundation = foundationOf(identity.database)
  return inTransaction(foundation.database, openingFor(visit), async (tx) => {
    const account = await findByEmailKey(tx, emailKey(email))
    if (!account) throw problem('not_found', { detail: `Nobody has the address ${email}.` })
    await work(byCommand(tx), account, foundation)
    return { id: account.id, email: account.email }
  })
}
