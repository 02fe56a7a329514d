import { invalid, notFound, problem } from '../../../platform/contract/problems.ts'
import { type Crypto, randomToken, sha256 } from '../../../platform/crypto/index.ts'
import { inTransaction, type Scope, type Transaction, withRole } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { Caller } from '../../../platform/http/index.ts'
import { insertChallenge, markUsed, takeSetupTry, voidOfSession } from './challenge.queries.ts'
import { totpDeviceAdded, totpDeviceRemoved } from './factor.events.ts'
import { byUser, type Foundation, foundationOf, openingFor, type Visit } from './foundation.ts'
import { portalName } from './portal-name.ts'
import { countCodes } from './recovery-code.queries.ts'
import { findStanding } from './second-factor.queries.ts'
import { afterRemoval, makeCodes, ownerOf } from './second-factor.service.ts'
import { tellOwner } from './security.mail.ts'
import * as queries from './totp.queries.ts'
import { newSecret, otpauthUrl, qrSvg, stepOfCode } from './totp.ts'
import { findAccount, lockUser } from './user.queries.ts'

const mostDevices = 10
const setupMinutes = 10
const setupTries = 5

const pendingContext = (userId: number) => `user_tokens:data:${userId}`
const deviceContext = (userId: number) => `totp_devices:secret_ciphertext:${userId}`

interface Pending {
  secret: string
  key_id: string
}

/** A secret for a new authenticator, kept encrypted for ten minutes; what this session began before is void. */
export function setUpTotp(scope: Scope, caller: Caller) {
  const user_id = ownerOf(scope)
  const { crypto } = foundationOf(scope.tx.database)
  return withRole(scope, 'portal_identity', async () => {
    const { tx } = scope
    if (!caller.session) throw problem('not_signed_in')
    const account = await findAccount(tx, user_id)
    if (!account) throw notFound()
    await lockUser(tx, user_id)
    await refuseMore(tx, user_id)

    const secret = newSecret()
    const sealed = crypto.encrypt(secret, pendingContext(user_id))
    const data = { secret: sealed.ciphertext.toString('base64'), key_id: sealed.key_id }
    await voidOfSession(tx, 'totp_setup', caller.session.id)
    const expires_at = await insertChallenge(tx, {
      purpose: 'totp_setup',
      token_hash: sha256(randomToken()),
      user_id,
      session_id: caller.session.id,
      data,
      minutes: setupMinutes,
    })
    const otpauth_url = otpauthUrl(secret, await portalName(tx), account.email)
    return { secret, otpauth_url, qr_svg: qrSvg(otpauth_url), expires_at }
  })
}

async function refuseMore(tx: Transaction, userId: number): Promise<void> {
  const devices = await queries.selectTotpDevices(tx, userId)
  if (devices.length >= mostDevices) throw problem('too_many_devices', { members: { limit: mostDevices } })
}

/** The first code ends the setup, and is spent by that. A wrong one is counted though the answer is a problem. */
export async function verifyTotp(
  foundation: Foundation,
  visit: Visit,
  caller: Caller,
  given: { code: string; name: string },
): Promise<{ id: number; name: string; recovery_codes?: string[] }> {
  const { session, user_id } = caller
  if (!session || user_id === null) throw problem('not_signed_in')

  const made = await inTransaction(foundation.database, openingFor(visit), async (tx) => {
    const pending = await takeSetupTry<Pending>(tx, session.id, setupTries)
    if (!pending) throw problem('no_pending_setup')
    const secret = opened(foundation.crypto, user_id, pending.data)
    const last_step = stepOfCode(secret, given.code)
    if (last_step === null) return null
    await markUsed(tx, pending.id)
    return addDevice(foundation, tx, visit, { user_id, name: given.name, secret, last_step })
  })
  if (!made) throw invalid('code', 'not_right', 'This code is not right. Take the next one.')
  return made
}

const opened = (crypto: Crypto, userId: number, { secret, key_id }: Pending): string =>
  crypto.decrypt(Buffer.from(secret, 'base64'), key_id, pendingContext(userId)).toString()

async function addDevice(
  { crypto }: Foundation,
  tx: Transaction,
  visit: Visit,
  device: { user_id: number; name: string; secret: string; last_step: number },
) {
  const { user_id, name, last_step } = device
  const by = byUser(tx, visit, user_id)
  await lockUser(tx, user_id)
  await refuseMore(tx, user_id)
  const before = await findStanding(tx, user_id)
  const isFirst = !before || before.totp_devices + before.passkeys === 0
  const secret = crypto.encrypt(device.secret, deviceContext(user_id))
  const id = await queries.insertTotpDevice(tx, { user_id, name, secret, last_step })
  const recovery_codes = isFirst ? await makeCodes(by, user_id) : undefined
  const data = { user_id, name }
  await announce(by, totpDeviceAdded, { subject_id: id, company_id: null, data })
  await tellOwner(by, user_id, 'totp_added', { fact: name })
  return { id, name, ...(recovery_codes && { recovery_codes }) }
}

/** Whether this is a code of one of the person's authenticators that was not used yet; it is used now. */
export async function spendTotp(
  { crypto }: Foundation,
  tx: Transaction,
  userId: number,
  code: string,
): Promise<boolean> {
  for (const device of await queries.selectTotpSecrets(tx, userId)) {
    const { id, secret_ciphertext, secret_key_id } = device
    const secret = crypto.decrypt(secret_ciphertext, secret_key_id, deviceContext(userId)).toString()
    const step = stepOfCode(secret, code)
    if (step !== null && (await queries.spendStep(tx, id, step))) return true
  }
  return false
}

/** The caller's authenticators, and how many recovery codes are left. */
export function listTotp(scope: Scope) {
  const user_id = ownerOf(scope)
  return withRole(scope, 'portal_identity', async () => ({
    items: await queries.selectTotpDevices(scope.tx, user_id),
    recovery_codes_left: await countCodes(scope.tx, user_id),
  }))
}

/** Encrypts the secrets of authenticators anew under the current key; how many. The role is `portal_identity`. */
export async function sealTotpAgain(crypto: Crypto, tx: Transaction): Promise<number> {
  const { key_id } = crypto.encrypt('', 'none')
  const rows = await queries.selectEncryptedElsewhere(tx, key_id)
  for (const { id, user_id, secret_ciphertext, secret_key_id } of rows) {
    const context = deviceContext(user_id)
    const secret = crypto.decrypt(secret_ciphertext, secret_key_id, context)
    await queries.updateSecret(tx, id, crypto.encrypt(secret, context))
  }
  return rows.length
}

/** Removes an authenticator; all other sessions end. */
export function deleteTotp(scope: Scope, caller: Caller, id: number): Promise<void> {
  const user_id = ownerOf(scope)
  return withRole(scope, 'portal_identity', async () => {
    await lockUser(scope.tx, user_id)
    const gone = await queries.deleteTotpDevice(scope.tx, user_id, id)
    if (!gone) throw notFound()
    await afterRemoval(scope, caller.session?.id ?? null)
    const data = { user_id, name: gone.name }
    await announce(scope, totpDeviceRemoved, { subject_id: id, company_id: null, data })
    await tellOwner(scope, user_id, 'totp_removed', { fact: gone.name })
  })
}
