import {
  declareNotificationType,
  notificationTypes,
  tell,
  watchMailOf,
} from '../../../notifications/server/index.ts'
import { deskSettings, numberOf } from '../ticket.settings.ts'
import './notices.ts'
import { isAtDesk } from './people.ts'
import { selectSaid } from './told.queries.ts'

const failed = 'tickets.mail_failed'

declareNotificationType({
  event_type: failed,
  label: 'Your answer could not be mailed',
  description: 'A mail with what you wrote in a ticket was refused',
  group: 'tickets',
  caused_by: [],
  side: 'provider',
})

/** Who wrote it at the desk is told that somebody did not get it. */
for (const { event_type, mail } of notificationTypes().values()) {
  if (mail !== 'module' || !event_type.startsWith('tickets.')) continue
  watchMailOf(event_type, async (scope, ended) => {
    const { id, subject_id, part_id, company_id, address, error_code } = ended
    const said = subject_id && part_id ? await selectSaid(scope, subject_id, part_id) : null
    const author = said?.author_user_id ?? null
    if (subject_id === null || author === null || !(await isAtDesk(scope, company_id, author))) return
    await deskSettings(scope)
    const number = numberOf(subject_id)
    await tell(scope, failed, {
      people: [{ user_id: author }],
      message: `${number}: what you wrote could not be mailed to ${address}.`,
      message_de: `${number}: Was Sie geschrieben haben, konnte nicht an ${address} gemailt werden.`,
      link: `/tickets/${number}`,
      severity: 'warning',
      company_id,
      dedupe_key: `delivery:${id}`,
      subject: { type: 'ticket', id: subject_id },
      metadata: { number, address, reason: error_code ?? '' },
    })
  })
}
