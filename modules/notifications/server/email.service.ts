import type { Scope } from '../../../platform/database/index.ts'
import { readEvent } from '../../../platform/events/index.ts'
import { enqueueMail, type NewMail } from '../../../platform/mail/index.ts'
import { renderTemplate, TemplateProblem } from '../../../platform/templates/index.ts'
import { type Composed, type NotificationType, typeOf } from './catalogue.ts'
import { type DueRow, lockDue, type Outcome, settleDeliveries } from './delivery.queries.ts'
import { builtInFor, languageFor, type Texts } from './mail-text.ts'
import { valuesOf } from './mail-values.ts'
import { type PersonRow, selectPeople } from './people.queries.ts'
import { portalOf } from './portal.ts'
import { selectPreferences } from './preference.queries.ts'
import { effective } from './preference.ts'
import { selectSuppression } from './suppression.queries.ts'
import { selectTemplates } from './template.queries.ts'
import { hashOf, unsubscribeUrl } from './unsubscribe-token.ts'

/** Mail of this module; a module that writes its own mail has the type's name as the purpose. */
export const singlePurpose = 'notifications.single'
export const deliveryType = 'notification_delivery'

/** Puts due mail into the outbox, each after a last look at whether it is still wanted and allowed. */
export async function mailDue(scope: Scope, ids: readonly number[]): Promise<void> {
  for (const due of await lockDue(scope, ids)) {
    const person = await personOf(scope, due)
    // Whoever has another address since gets it there.
    const row = { ...due, address: person?.email ?? due.address }
    const outcome = (await refusal(scope, row, person)) ?? (await mailOne(scope, row, person))
    await settleDeliveries(scope, [row.id], outcome)
  }
}

const personOf = async (scope: Scope, row: DueRow): Promise<PersonRow | undefined> =>
  row.user_id === null
    ? undefined
    : (await selectPeople(scope, row.company_id, [row.user_id])).get(row.user_id)

/** Why it does not go out now, if it does not. */
export async function refusal(
  scope: Scope,
  row: DueRow,
  person: PersonRow | undefined,
): Promise<Outcome | null> {
  if (row.message === null) return no('cancelled', 'gone')
  if (row.is_withdrawn) return no('cancelled', 'withdrawn')
  if (row.is_held && row.is_read) return no('suppressed', 'already_read')
  if (row.user_id !== null && !(person?.is_active && person.has_access))
    return no('suppressed', 'access_ended')
  const type = typeOf(row.event_type)
  if (row.user_id !== null && !(await isWanted(scope, type, row, row.user_id)))
    return no('suppressed', 'preference')
  return row.channel === 'email' ? suppressed(scope, type, row) : null
}

const no = (status: 'suppressed' | 'cancelled', reason: string): Outcome => ({ status, reason })

async function suppressed(scope: Scope, type: NotificationType, row: DueRow): Promise<Outcome | null> {
  const reason = await selectSuppression(scope, hashOf(row.address), row.event_type)
  return reason === null || (type.is_mandatory && reason === 'unsubscribed') ? null : no('suppressed', reason)
}

async function isWanted(scope: Scope, type: NotificationType, row: DueRow, userId: number): Promise<boolean> {
  const rows = await selectPreferences(scope, row.event_type, [userId])
  const chosen = effective(type, rows.get(userId))
  return row.channel === 'sms' ? chosen.channel_sms : chosen.channel_email
}

async function mailOne(scope: Scope, row: DueRow, person: PersonRow | undefined): Promise<Outcome> {
  const type = typeOf(row.event_type)
  const isComposed = composeOf(type, row) !== undefined
  const name = person?.name ?? row.email_name ?? ''
  const unsubscribe_url = type.is_mandatory ? '' : urlFor(scope, row)
  const locale = person?.locale ?? portalOf(scope.tx.database).locale
  const time_zone = person?.time_zone ?? 'UTC'
  const texts = await textsOf(scope, type, row, { name, unsubscribe_url, locale, time_zone })
  if (texts === null) return { status: 'suppressed', reason: 'access_ended' }
  const mail: NewMail = {
    purpose: isComposed ? type.event_type : singlePurpose,
    recipient: row.address,
    recipient_name: name || null,
    subject: texts.subject,
    text: texts.text,
    html: texts.html,
    headers: { ...headersOf(scope, row, unsubscribe_url), ...texts.headers },
    ...(texts.sender && { sender: texts.sender }),
    ...(texts.is_personal && { is_personal: true }),
    ...(texts.file_ids && { file_ids: texts.file_ids }),
    company_id: row.company_id,
    is_security: type.is_mandatory === true,
    once_key: `delivery:${row.id}:${row.attempt_count}`,
    message_id: texts.message_id ?? `notification-${row.id}`,
    delivery: { type: deliveryType, id: row.id },
  }
  const mail_message_id = await enqueueMail(scope, mail)
  return { status: 'sending', mail_message_id, address: row.address, attempted: true }
}

/** Its module writes about events; what somebody published under that name is mailed like any other message. */
const composeOf = ({ compose }: NotificationType, { event_id }: DueRow) =>
  event_id === null ? undefined : compose

type Written = Texts & Omit<Composed, 'html'>

interface MailedTo {
  name: string
  unsubscribe_url: string
  locale: string
  time_zone: string
}

/** As the module of the type writes it. */
async function composed(
  scope: Scope,
  compose: NonNullable<NotificationType['compose']>,
  row: DueRow,
  { name, ...to }: MailedTo,
): Promise<Written | null> {
  const { id: delivery_id, event_type, subject_id, part_id, company_id, metadata, user_id, address } = row
  const event = row.event_id === null ? null : await readEvent(scope, row.event_id)
  const made = await compose(scope, {
    ...to,
    delivery_id,
    event_type,
    message: row.message ?? '',
    company_id,
    part_id,
    actor: { kind: event?.actor_kind ?? 'system', id: event?.actor_id ?? null },
    event_data: event?.data ?? {},
    subject_id,
    metadata,
    user_id,
    address,
    name: name || null,
  })
  return made && { html: null, ...made }
}

async function textsOf(
  scope: Scope,
  type: NotificationType,
  row: DueRow,
  to: MailedTo,
): Promise<Written | null> {
  const compose = composeOf(type, row)
  if (compose) return composed(scope, compose, row, to)
  const values = await valuesOf(scope, row, to)
  const [own] = await selectTemplates(scope, {
    event_type: row.event_type,
    locale: languageFor(to.locale),
  })
  try {
    return fill(own ?? builtInFor(to.locale), values)
  } catch (error) {
    // A text that was right for the sample and is wrong for this one: better the plain message than none.
    if (!(error instanceof TemplateProblem)) throw error
    return fill(builtInFor(to.locale), values)
  }
}

/** The three texts of a mail, from a template. */
export function fill({ subject, text, html }: Texts, values: Record<string, unknown>): Texts {
  return {
    subject: renderTemplate(subject, values, { as: 'line', most: 2_000 }).slice(0, 255) || 'Notification',
    text: renderTemplate(text, values, { as: 'text' }),
    html: html === null ? null : renderTemplate(html, values, { as: 'html' }),
  }
}

const urlFor = (scope: Scope, { user_id, address, event_type, unsubscribe_url }: DueRow) =>
  unsubscribe_url ??
  unsubscribeUrl(scope, {
    user_id,
    address_hash: user_id === null ? hashOf(address).toString('base64url') : null,
    event_type,
  })

function headersOf(scope: Scope, { subject_type, subject_id }: DueRow, unsubscribe_url: string) {
  const host = new URL(portalOf(scope.tx.database).portal_url).hostname
  return {
    'X-Auto-Response-Suppress': 'All',
    ...(subject_id !== null && { References: `<${subject_type}-${subject_id}@${host}>` }),
    ...(unsubscribe_url && oneClick(unsubscribe_url)),
  }
}

/** RFC 8058: the mail program asks by itself when its button is pressed. */
export const oneClick = (url: string): Record<string, string> => ({
  'List-Unsubscribe': `<${url}>`,
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
})
