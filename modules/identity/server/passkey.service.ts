import { notFound, problem } from '../../../platform/contract/problems.ts'
import { randomToken, sha256 } from '../../../platform/crypto/index.ts'
import { inTransaction, type Scope, type Transaction, withRole } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { Caller } from '../../../platform/http/index.ts'
import type { Passkey } from '../contract.ts'
import { insertChallenge, redeem, voidOfSession } from './challenge.queries.ts'
import { passkeyAdded, passkeyRemoved, passkeyRenamed } from './factor.events.ts'
import { byUser, type Foundation, foundationOf, openingFor, type Visit } from './foundation.ts'
import * as queries from './passkey.queries.ts'
import { makingOptions, readNewPasskey, relyingParty } from './passkey.ts'
import type { GivenPasskey } from './passkey-check.service.ts'
import { portalName } from './portal-name.ts'
import { findStanding } from './second-factor.queries.ts'
import { afterRemoval, makeCodes, ownerOf } from './second-factor.service.ts'
import { tellOwner } from './security.mail.ts'
import { findAccount, lockUser } from './user.queries.ts'

const mostPasskeys = 20
const minutes = 5

/** The caller's passkeys. */
export async function listPasskeys(scope: Scope): Promise<{ items: Passkey[] }> {
  const user_id = ownerOf(scope)
  const items = await withRole(scope, 'portal_identity', () => queries.selectPasskeys(scope.tx, user_id))
  return { items }
}

/** What the browser needs to make a passkey for the caller; those they have are not made again. */
export function newPasskeyOptions(scope: Scope, caller: Caller) {
  const user_id = ownerOf(scope)
  const { settings } = foundationOf(scope.tx.database)
  return withRole(scope, 'portal_identity', async () => {
    const { tx } = scope
    const account = await findAccount(tx, user_id)
    if (!caller.session || !account) throw problem('not_signed_in')
    const present = await queries.selectCredentialIds(tx, user_id)
    if (present.length >= mostPasskeys) throw tooMany()

    const { email, first_name, last_name } = account
    const names = {
      portal: await portalName(tx),
      email,
      person: `${first_name} ${last_name}`.trim() || email,
    }
    const options = await makingOptions(relyingParty(settings), names, user_id, present)
    const challenge_id = randomToken()
    await voidOfSession(tx, 'passkey_register', caller.session.id)
    await insertChallenge(tx, {
      purpose: 'passkey_register',
      token_hash: sha256(challenge_id),
      user_id,
      session_id: caller.session.id,
      data: { challenge: options.challenge },
      minutes,
    })
    return { challenge_id, options: { ...options } }
  })
}

const tooMany = () => problem('too_many_devices', { members: { limit: mostPasskeys } })

/** Keeps the passkey that the browser made; the challenge works once. */
export async function addPasskey(
  foundation: Foundation,
  visit: Visit,
  caller: Caller,
  { challenge_id, credential, name }: GivenPasskey & { name: string },
): Promise<{ id: number; name: string; recovery_codes?: string[] }> {
  const { user_id } = caller
  if (!caller.session || user_id === null) throw problem('not_signed_in')
  const asked = await inTransaction(foundation.database, openingFor(visit), (tx) =>
    redeem<{ challenge: string }>(tx, 'passkey_register', sha256(challenge_id)),
  )
  const party = relyingParty(foundation.settings)
  const made =
    asked?.user_id === user_id ? await readNewPasskey(party, asked.data.challenge, credential) : null
  if (!made) throw problem('invalid_passkey', { status: 422 })
  return inTransaction(foundation.database, openingFor(visit), (tx) =>
    keep(tx, visit, { ...made, user_id, name }),
  )
}

async function keep(tx: Transaction, visit: Visit, passkey: queries.NewPasskey) {
  const { user_id, name } = passkey
  const by = byUser(tx, visit, user_id)
  await lockUser(tx, user_id)
  const before = await findStanding(tx, user_id)
  if (before && before.passkeys >= mostPasskeys) throw tooMany()
  const kept = await queries.insertPasskey(tx, passkey)
  if (!kept) throw problem('already_exists', { members: { field: 'credential' } })

  const isFirst = !before || before.totp_devices + before.passkeys === 0
  const recovery_codes = isFirst ? await makeCodes(by, user_id) : undefined
  const data = { user_id, name }
  await announce(by, passkeyAdded, { subject_id: kept.id, company_id: null, data })
  await tellOwner(by, user_id, 'passkey_added', { fact: name })
  return { id: kept.id, name, ...(recovery_codes && { recovery_codes }) }
}

export async function renamePasskey(scope: Scope, id: number, name: string): Promise<Passkey> {
  const user_id = ownerOf(scope)
  const renamed = await withRole(scope, 'portal_identity', () =>
    queries.renamePasskey(scope.tx, user_id, id, name),
  )
  if (!renamed) throw notFound()
  await announce(scope, passkeyRenamed, { subject_id: id, company_id: null, data: { user_id, name } })
  return renamed
}

/** Removes a passkey; all other sessions end. */
export function deletePasskey(scope: Scope, caller: Caller, id: number): Promise<void> {
  const user_id = ownerOf(scope)
  return withRole(scope, 'portal_identity', async () => {
    await lockUser(scope.tx, user_id)
    const gone = await queries.deletePasskey(scope.tx, user_id, id)
    if (!gone) throw notFound()
    await afterRemoval(scope, caller.session?.id ?? null)
    const data = { user_id, name: gone.name }
    await announce(scope, passkeyRemoved, { subject_id: id, company_id: null, data })
    await tellOwner(scope, user_id, 'passkey_removed', { fact: gone.name })
  })
}
