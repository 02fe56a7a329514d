import { type Effect, registerEffects } from '../../../platform/events/index.ts'
import { typeOf } from './catalogue.ts'
import { asHouse } from './house.ts'

interface ToldRow extends Record<string, unknown> {
  id: number
  event_type: string
  channel: string | null
  name: string
  status: string | null
  created_at: string
}

/** Who was told because of an event, and what was sent to them: for those who see deliveries, in their companies. */
registerEffects({
  name: 'notifications',
  async find(scope, eventId) {
    if (!scope.permissions.has('notifications.manage') && !scope.is_super_admin) return []
    const { rows } = await asHouse(scope, (house) =>
      house.tx.run<ToldRow>(told, [eventId, scope.all_companies, scope.company_ids]),
    )
    return rows.map(effectOf)
  },
})

const reached = 'n.event_id = $1 and ($2 or n.company_id = any ($3::bigint[]))'
const nameOf = (userId: string) => `coalesce((select coalesce(p.display_name, p.email) from people p
  where p.id = ${userId}), n.email_name, '')`

const told = `select * from (
    (select n.id, n.event_type, null as channel, ${nameOf('n.user_id')} as name, null as status, n.created_at
     from notifications n where ${reached} and n.audience <> 'email' order by n.id desc limit 25)
    union all
    (select d.id, d.event_type, d.channel, ${nameOf('d.user_id')}, d.status, d.created_at
     from notifications n join notification_deliveries d on d.notification_id = n.id where ${reached}
     order by d.id desc limit 25)) x order by created_at desc, id desc`

function effectOf({ id, event_type, channel, name, status, created_at }: ToldRow): Effect {
  const what = typeOf(event_type).label
  return {
    kind: channel === null ? 'notification' : 'notification_delivery',
    id,
    label: [what, name].filter(Boolean).join(' → '),
    status,
    path: channel === null ? null : `/admin/deliveries?event_type=${event_type}`,
    created_at,
  }
}
