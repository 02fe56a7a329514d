import type { Scope } from '../../../platform/database/index.ts'
import { enqueueMail } from '../../../platform/mail/index.ts'
import { activeMembers } from '../../companies/server/index.ts'
import type { Body } from './rich-text.ts'
import { selectRecipients } from './ticket.mail.queries.ts'
import { numberOf } from './ticket.settings.ts'

/** Where links in mails begin; set once, when the routes are served. */
const portal = { url: '' }
export function mailFrom(portalUrl: string): void {
  portal.url = portalUrl.replace(/\/$/, '')
}

export interface Told {
  purpose: 'tickets.replied' | 'tickets.created'
  ticket: { id: number; company_id: number | null; subject: string }
  reply_id: number
  body: Body
}

/**
 * Mails what staff said to requester and CC, except its author: each their own message, written in the
 * transaction of the change. Who left the company or is suspended there gets none. Notes never come here.
 */
export async function mailPeople(scope: Scope, { purpose, ticket, reply_id, body }: Told): Promise<void> {
  const people = await selectRecipients(scope, ticket.id, scope.user_id)
  const ids = people.flatMap(({ user_id }) => (user_id === null ? [] : [user_id]))
  const inside =
    ticket.company_id === null ? new Set(ids) : await activeMembers(scope, ticket.company_id, ids)
  const link = `${portal.url}/tickets/${numberOf(ticket.id)}`
  for (const { user_id, email, name } of people) {
    if (user_id !== null && !inside.has(user_id)) continue
    await enqueueMail(scope, {
      purpose,
      recipient: email,
      recipient_name: name,
      subject: `[${numberOf(ticket.id)}] ${ticket.subject}`,
      text: `${body.body_text}\n\n${link}\n`,
      html: `${body.body_html}\n<p><a href="${link}">${link}</a></p>`,
      headers: { 'X-Auto-Response-Suppress': 'OOF, AutoReply' },
      once_key: `${reply_id}:${email}`,
      company_id: ticket.company_id,
    })
  }
}
