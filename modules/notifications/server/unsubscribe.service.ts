import { notFound } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { notificationTypes, typeOf } from './catalogue.ts'
import { asHouse } from './house.ts'
import { labelFor } from './labels.ts'
import { emailUnsubscribed } from './notification.events.ts'
import { readsGerman, selectPeople } from './people.queries.ts'
import { portalOf } from './portal.ts'
import { cancelUnwanted, putEmailOff, selectChoices } from './preference.queries.ts'
import { effective } from './preference.ts'
import { putDigestOff } from './settings.queries.ts'
import { putSuppression } from './suppression.queries.ts'
import { readUnsubscription, type Unsubscription } from './unsubscribe-token.ts'

/** What a link is about; 404 for one that is not ours. */
export function readLink(
  scope: Scope,
  token: string,
): Unsubscription & { labels: Record<'en' | 'de', string> } {
  const about = readUnsubscription(scope, token)
  if (!about) throw notFound()
  const labels = { en: labelFor(about.event_type, 'en'), de: labelFor(about.event_type, 'de') }
  return { ...about, labels: about.event_type === 'digest' ? digests : labels }
}

const digests = { en: 'Digests', de: 'Sammelmails' }

/** Of the person of a link; of an address alone, the portal's. */
export async function readerLanguage(scope: Scope, { user_id }: Unsubscription): Promise<'en' | 'de'> {
  const person =
    user_id === null
      ? undefined
      : (await asHouse(scope, (house) => selectPeople(house, null, [user_id]))).get(user_id)
  return readsGerman(person?.locale ?? portalOf(scope.tx.database).locale) ? 'de' : 'en'
}

/** Switches mail off, for the type of the link or for all that are not mandatory; repeatable, and told once. */
export async function unsubscribe(scope: Scope, token: string, only: 'type' | 'all') {
  const about = readLink(scope, token)
  const { user_id, address_hash, event_type } = about
  await asHouse(scope, async (house) => {
    const isNew =
      user_id === null
        ? await forAddress(house, address_hash, only === 'all' ? null : event_type)
        : await forPerson(house, user_id, event_type, only)
    if (!isNew) return
    await announce({ ...house, origin: scope.origin }, emailUnsubscribed, {
      subject_id: user_id,
      company_id: null,
      data: { event_type, scope: only },
    })
  })
  return { event_type, scope: only }
}

const forAddress = async (house: Scope, hash: string | null, eventType: string | null): Promise<boolean> =>
  hash !== null && putSuppression(house, Buffer.from(hash, 'base64url'), eventType, 'unsubscribed')

/** False when all of it was off before. */
async function forPerson(
  house: Scope,
  userId: number,
  eventType: string,
  only: 'type' | 'all',
): Promise<boolean> {
  if (eventType === 'digest' && only === 'type') return putDigestOff(house, userId)
  const chosen = await selectChoices(house, userId)
  const all = only === 'all' ? [...notificationTypes().keys(), ...chosen.keys()] : []
  const names = [...new Set([eventType, ...all])].filter(
    (name) => name !== 'digest' && !typeOf(name).is_mandatory,
  )
  const rows = names
    .map((name) => effective(typeOf(name), chosen.get(name)))
    .filter(({ channel_email }) => channel_email)
    .map((row) => ({ ...row, channel_email: false }))
  if (rows.length === 0) return false
  await putEmailOff(house, userId, rows)
  await cancelUnwanted(house, userId, { email: names, sms: [] })
  return true
}
