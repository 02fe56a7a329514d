import { declareRetention } from './registry.ts'
import { oldRows } from './rows.ts'

const queue = { module: 'platform', role: 'portal_system', table: 'mail_messages' } as const

declareRetention(
  {
    ...queue,
    name: 'mail.bodies',
    days: 30,
    bounds: { min: 1, max: 365 },
    // Mail that nobody fetched in all that time is not sent without its text.
    async remove(tx, { before, limit }) {
      const { rowCount } = await tx.run(
        `update mail_messages set body_text = '', body_html = null,
           state = case when state = 'queued' then 'discarded' else state end
         where id = any (array(select id from mail_messages
           where created_at < $1 and state <> 'sending' and (body_text <> '' or body_html is not null)
           order by created_at limit $2))`,
        [before, limit],
      )
      return rowCount ?? 0
    },
  },
  {
    ...queue,
    name: 'mail.rows',
    days: 365,
    bounds: { min: 30, max: 3_650 },
    remove: oldRows('mail_messages', { where: "state <> 'sending'" }),
  },
)

/** Address and browser of what happened stand apart from the events, and go first. */
declareRetention({
  name: 'events.origins',
  module: 'platform',
  table: 'event_origins',
  days: 90,
  bounds: { min: 30, max: 365 },
  role: 'portal_system',
  remove: oldRows('event_origins', { key: 'request_id' }),
})
