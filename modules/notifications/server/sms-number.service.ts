import { createHash, randomInt } from 'node:crypto'
import { invalid, notFound, problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { sendSms, smsConfigured } from '../../../platform/sms/index.ts'
import { ownPhone } from '../../identity/server/index.ts'
import type { NotificationSettings } from '../contract.ts'
import { smsNumberChanged, smsNumberConfirmed } from './notification.events.ts'
import { readsGerman } from './people.queries.ts'
import { lockSettings } from './preference.queries.ts'
import { personOf, readSettingsOf } from './settings.service.ts'
import * as queries from './sms-number.queries.ts'

type Enter = <T>(work: (scope: Scope) => Promise<T>) => Promise<T>

const minutes = 10
const codesAnHour = 3
const triesMost = 5

/**
 * Sends a code to a number, which counts once it is confirmed; without `+` it is one of the country of the person's
 * company. 422 for what is no number, 429 after three an hour.
 */
export async function nameNumber(enter: Enter, given: string): Promise<{ expires_at: string }> {
  const code = String(randomInt(0, 1_000_000)).padStart(6, '0')
  const expires_at = new Date(Date.now() + minutes * 60_000).toISOString()
  const { number, database, isGerman } = await enter(async (scope) => {
    if (!smsConfigured(scope.tx.database))
      throw problem('not_configured', { members: { setting: 'SMS_ENDPOINT' } })
    const number = await ownPhone(scope, given, 'number')
    await lockSettings(scope)
    if ((await queries.countCodes(scope)) >= codesAnHour)
      throw problem('too_many_attempts', { members: { retry_after: 3_600 } })
    await queries.putCode(scope, { number, hash: hashOf(scope, code), expires_at })
    await announce(scope, smsNumberChanged, {
      subject_id: scope.user_id,
      company_id: null,
      data: { step: 'named' },
    })
    const isGerman = readsGerman((await personOf(scope))?.locale ?? '')
    return { number, database: scope.tx.database, isGerman }
  })
  const outcome = await sendSms(database, {
    to: [number],
    text: isGerman
      ? `${code} ist Ihr Code. Er gilt ${minutes} Minuten.`
      : `${code} is your code. It holds for ${minutes} minutes.`,
  })
  if (outcome.outcome !== 'sent')
    throw invalid('number', 'not_allowed', 'The code could not be sent to this number.')
  return { expires_at }
}

/** A wrong code counts, whatever is answered; after five the code is void. */
export async function confirmNumber(enter: Enter, code: string): Promise<NotificationSettings> {
  const result = await enter(async (scope) => {
    await lockSettings(scope)
    const row = await queries.selectCode(scope)
    if (!row || row.tries >= triesMost) return row ? 'too_many' : 'wrong'
    if (!row.hash.equals(hashOf(scope, code))) {
      await queries.countTry(scope)
      return row.tries + 1 >= triesMost ? 'too_many' : 'wrong'
    }
    await queries.confirm(scope)
    const data = { ending: row.number.slice(-3) }
    await announce(scope, smsNumberConfirmed, { subject_id: scope.user_id, company_id: null, data })
    return 'right'
  })
  if (result === 'too_many') throw problem('too_many_attempts', { members: { retry_after: 600 } })
  if (result === 'wrong') throw invalid('code', 'not_one_of', 'This is not the code, or it has ended.')
  return enter(readSettingsOf)
}

export async function forgetNumber(scope: Scope): Promise<void> {
  if (!(await queries.forget(scope))) throw notFound()
  await announce(scope, smsNumberChanged, {
    subject_id: scope.user_id,
    company_id: null,
    data: { step: 'removed' },
  })
}

const hashOf = ({ user_id }: Scope, code: string) =>
  createHash('sha256').update(`${user_id}:${code}`).digest()
