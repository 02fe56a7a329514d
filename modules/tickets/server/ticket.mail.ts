import type { Scope } from '../../../platform/database/index.ts'
import type { Composed, ToCompose } from '../../notifications/server/index.ts'
import { selectSaid, selectTold } from './ticket.mail.queries.ts'
import { deskSettings, numberOf } from './ticket.settings.ts'

/** Where links in mails begin; set once, when the routes are served. */
const portal = { url: '' }
export function mailFrom(portalUrl: string): void {
  portal.url = portalUrl.replace(/\/$/, '')
}

/**
 * What was said, as a mail. Whom it goes to and when is decided by their choices (notifications); an entry that is
 * internal or was deleted meanwhile is not mailed.
 */
export async function composeEntry(
  scope: Scope,
  { subject_id, event_data }: ToCompose,
): Promise<Composed | null> {
  if (subject_id === null) return null
  const replyId = typeof event_data.reply_id === 'number' ? event_data.reply_id : 'first'
  const ticket = await selectTold(scope, subject_id)
  const said = ticket && (await selectSaid(scope, subject_id, replyId))
  if (!said || said.is_internal) return null
  await deskSettings(scope)
  const number = numberOf(ticket.id)
  const link = `${portal.url}/tickets/${number}`
  return {
    subject: `[${number}] ${ticket.subject}`,
    text: `${said.body_text}\n\n${link}\n`,
    html: `${said.body_html}\n<p><a href="${link}">${link}</a></p>`,
  }
}
